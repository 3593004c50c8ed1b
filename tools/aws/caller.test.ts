import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Environment } from "../../environments/config/schema";
import { parseEnvironment } from "../../environments/config/load";
import { checkCaller, CredentialsError } from "./caller";

const ARN = "arn:aws:iam::111111111111:user/ada";
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>${ARN}</Arn><UserId>AIDA</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const REFUSED = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>
  <Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`;

function environment(account: string, settings: object = {}): Environment {
  const parsed = parseEnvironment("dev", "environments/dev.ts", {
    account,
    regions: [{ name: "us-east-1" }],
    ...settings,
  });
  if (Array.isArray(parsed)) throw new Error(JSON.stringify(parsed));
  return parsed;
}

describe("checkCaller", () => {
  let sts: Server;
  let answer = { status: 200, body: IDENTITY };

  beforeEach(async () => {
    answer = { status: 200, body: IDENTITY };
    sts = createServer((_, response) =>
      response.writeHead(answer.status, { "Content-Type": "text/xml" }).end(answer.body),
    );
    await new Promise<void>((resolve) => sts.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(sts.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIA");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await new Promise((resolve) => sts.close(resolve));
  });

  it("P4: returns who is calling where the account is right", async () => {
    expect(await checkCaller(environment("111111111111"))).toBe(ARN);
  });

  it("P4: refuses another account, and names both", async () => {
    const refused = checkCaller(environment("222222222222"));
    await expect(refused).rejects.toThrow(CredentialsError);
    await expect(refused).rejects.toThrow(
      /environment dev belongs to account 222222222222, but the credentials are for 111111111111 \(arn:aws:iam::111111111111:user\/ada\)/,
    );
  });

  it("P4: lets a caller of another account assume the environment's role", async () => {
    const role = { assumeRoleArn: "arn:aws:iam::222222222222:role/deploy" };
    expect(await checkCaller(environment("222222222222", role))).toBe(ARN);
  });

  it("O4: says how to give credentials where AWS does not accept them", async () => {
    answer = { status: 403, body: REFUSED };
    const refused = checkCaller(environment("111111111111"));
    await expect(refused).rejects.toThrow(CredentialsError);
    await expect(refused).rejects.toThrow(/security token.*is invalid[\s\S]*AWS_PROFILE/);
  });
});
