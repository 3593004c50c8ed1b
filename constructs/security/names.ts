import type { Location } from "../location";
import { boundedName } from "../naming";

/** Name of the web ACL in front of the load balancer. */
export function firewallName({ prefix }: Pick<Location, "prefix">): string {
  return boundedName(`${prefix}-web`, "webAcl");
}

/**
 * Log group of the web ACL: AWS WAF writes to groups with this beginning only.
 * https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
 */
export function firewallLog(at: Pick<Location, "prefix">): string {
  return `aws-waf-logs-${firewallName(at)}`;
}
