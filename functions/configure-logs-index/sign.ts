import { createHash, createHmac } from "node:crypto";

/** Credentials of a role, as Lambda puts them into the environment. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface RequestToSign {
  readonly method: string;
  /** Host, with its port where that is not the scheme's own. */
  readonly host: string;
  /** Path as it is sent, without query. */
  readonly path: string;
  /** Parameters of the query. @default none */
  readonly query?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly credentials: Credentials;
  readonly region: string;
  /** The service as signatures call it, such as `es`. */
  readonly service: string;
  readonly date: Date;
}

/**
 * The headers that AWS asks of a request, besides its host: signature version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 *
 * The AWS SDK's own package for it is no documented part of the Lambda runtime, and functions are not bundled. So it
 * stands here, and a test compares it with that package.
 */
export function signedHeaders(request: RequestToSign): Record<string, string> {
  const { method, host, path, query = {}, body, credentials, region, service, date } = request;
  const time = date.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const content: Record<string, string> = body === "" ? {} : { "content-type": "application/json" };
  const amazon: Record<string, string> = {
    "x-amz-content-sha256": sha256(body),
    "x-amz-date": time,
    ...(credentials.sessionToken !== undefined && { "x-amz-security-token": credentials.sessionToken }),
  };
  // In the order of their names.
  const headers = { ...content, host, ...amazon };
  const names = Object.keys(headers).join(";");
  const canonical = [
    method,
    encode(path, "/"),
    canonicalQuery(query),
    ...Object.entries(headers).map(([name, value]) => `${name}:${value}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<Buffer>(
    (derived, part) => hmac(derived, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  );
  const signature = hmac(key, text).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...content, ...amazon, authorization };
}

/** Parameters as they are signed, and sent. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
}

/** Percent-encoding as signatures want it; `keep` stays as it is. */
function encode(text: string, keep = ""): string {
  const one = (part: string) =>
    encodeURIComponent(part).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return keep === "" ? one(text) : text.split(keep).map(one).join(keep);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
