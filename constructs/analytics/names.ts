import { arn, type Location } from "../location";
import { boundedName } from "../naming";

/** Name of the search domain; deploying roles and the boundary know it by the prefix, so nothing is added. */
export function domainName({ prefix }: Location): string {
  return boundedName(prefix, "searchDomain");
}

export function domainArn(at: Location): string {
  return arn(at, "es", `domain/${domainName(at)}`);
}

/** Name of the delivery stream of logs. */
export function deliveryStreamName({ prefix }: Location): string {
  return boundedName(`${prefix}-logs`, "deliveryStream");
}

/** Where Firehose says what it could not deliver. */
export function deliveryLogName({ prefix }: Location): string {
  return `/${prefix}/log-delivery`;
}

/** Queue of batches of log events that could not be forwarded. */
export function forwardingDeadLettersName({ prefix }: Location): string {
  return boundedName(`${prefix}-forward-logs-dead`, "queue");
}
