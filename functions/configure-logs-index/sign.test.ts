import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type RequestToSign, signedHeaders } from "./sign";

/** The hash that the AWS SDK's package asks for. */
class Sha256 {
  private readonly chunks: Uint8Array[] = [];

  constructor(private readonly secret?: string | ArrayBuffer | ArrayBufferView) {}

  update(chunk: Uint8Array): void {
    this.chunks.push(chunk);
  }

  digest(): Promise<Uint8Array> {
    const hash =
      this.secret === undefined
        ? createHash("sha256")
        : createHmac("sha256", Buffer.from(this.secret as Uint8Array));
    for (const chunk of this.chunks) hash.update(chunk);
    return Promise.resolve(new Uint8Array(hash.digest()));
  }

  reset(): void {
    this.chunks.splice(0);
  }
}

/** The same request, signed by the AWS SDK's package. */
async function authorization(
  request: RequestToSign,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const { method, host, path, query = {}, body, credentials, region, service, date } = request;
  const added = ["authorization", "x-amz-date", "x-amz-security-token"];
  const given = Object.fromEntries(Object.entries(headers).filter(([name]) => !added.includes(name)));
  const { sessionToken, ...keys } = credentials;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { ...keys, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
  });
  const signed = await signer.sign(
    {
      method,
      protocol: "https:",
      hostname: host,
      path,
      query: { ...query },
      headers: { ...given, host },
      body,
    },
    { signingDate: date },
  );
  return signed.headers["authorization"] ?? "";
}

const segment = fc.stringMatching(/^[A-Za-z0-9._~-]{1,10}(%2A)?$/).filter((text) => !/^\.+$/.test(text));
const requests = fc.record({
  method: fc.constantFrom("GET", "PUT", "POST"),
  host: fc.constant("vpc-logs-abc.us-east-1.es.amazonaws.com"),
  path: fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join("/")}`),
  query: fc.dictionary(
    fc.stringMatching(/^[a-z_]{1,8}$/),
    fc.string({ unit: "grapheme-ascii", maxLength: 8 }),
    { maxKeys: 3 },
  ),
  body: fc.oneof(fc.constant(""), fc.json()),
  credentials: fc.record({
    accessKeyId: fc.stringMatching(/^AKIA[A-Z0-9]{16}$/),
    secretAccessKey: fc.string({ minLength: 1, maxLength: 40 }),
    sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{10,40}$/), { nil: undefined }),
  }),
  region: fc.constantFrom("us-east-1", "eu-central-1"),
  service: fc.constant("es"),
  date: fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
});

it("M5: signs every request as the AWS SDK does", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const headers = signedHeaders(request);
      expect(headers["authorization"]).toBe(await authorization(request, headers));
    }),
  );
});
