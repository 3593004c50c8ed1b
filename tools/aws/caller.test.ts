import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Environment } from "../../environments/config/schema";
import { parseEnvironment } from "../../environments/config/load";
import { MINIMAL } from "../testing/synthesize";
import { checkCaller, CredentialsError } from "./caller";
import { awsClient } from "./client";

/** What STS was asked, and with whose access key. */
interface Asked {
  readonly action: string;
  readonly accessKey: string;
}

const ARN = "arn:aws:iam::111111111111:user/ada";
const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
  <Arn>${ARN}</Arn><UserId>AIDA</UserId><Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const REFUSED = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>
  <Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`;

function environment(account: string, settings: object = {}): Environment {
  const parsed = parseEnvironment("dev", "environments/dev.ts", {
    ...MINIMAL,
    account,
    ...settings,
  });
  if (Array.isArray(parsed)) throw new Error(JSON.stringify(parsed));
  return parsed;
}

describe("checkCaller", () => {
  let sts: Server;
  let status = 200;
  let answers: (request: Asked) => string = () => IDENTITY;
  let asked: Asked[] = [];

  beforeEach(async () => {
    [status, answers, asked] = [200, () => IDENTITY, []];
    sts = createServer((request, response) => {
      void text(request).then((body) => {
        const accessKey = /Credential=(\w+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
        const one = { action: new URLSearchParams(body).get("Action") ?? "", accessKey };
        asked.push(one);
        response.writeHead(status, { "Content-Type": "text/xml" }).end(answers(one));
      });
    });
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

  describe("given an environment with a role", () => {
    const role = { assumeRoleArn: "arn:aws:iam::222222222222:role/deploy" };
    const identity = (account: string) => IDENTITY.replaceAll("111111111111", account);
    const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
      <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

    it("P4: asks AWS as that role, and afterwards does everything as it", async () => {
      answers = ({ action, accessKey }) =>
        action === "AssumeRole"
          ? ASSUMED
          : identity(accessKey === "ASIAROLE" ? "222222222222" : "111111111111");

      const arn = await checkCaller(environment("222222222222", role));
      await awsClient(STSClient, { region: "us-east-1" }).send(new GetCallerIdentityCommand({}));

      expect(arn).toBe("arn:aws:iam::222222222222:user/ada");
      expect(asked.filter(({ action }) => action === "GetCallerIdentity")).toEqual([
        { action: "GetCallerIdentity", accessKey: "ASIAROLE" },
        { action: "GetCallerIdentity", accessKey: "ASIAROLE" },
      ]);
    });

    it("P4: refuses a role of another account", async () => {
      answers = ({ action }) => (action === "AssumeRole" ? ASSUMED : identity("333333333333"));

      const refused = checkCaller(environment("222222222222", role));
      await expect(refused).rejects.toThrow(
        /belongs to account 222222222222, but the credentials are for 333333333333 .*assumeRoleArn is of another account/,
      );
    });

    it("P4: goes back to the caller's own credentials for one without", async () => {
      answers = ({ action }) => (action === "AssumeRole" ? ASSUMED : identity("222222222222"));

      await checkCaller(environment("222222222222", role));
      await checkCaller(environment("222222222222"));

      expect(asked.at(-1)).toEqual({ action: "GetCallerIdentity", accessKey: "AKIA" });
    });
  });

  it("O4: says how to give credentials where AWS does not accept them", async () => {
    [status, answers] = [403, () => REFUSED];
    const refused = checkCaller(environment("111111111111"));
    await expect(refused).rejects.toThrow(CredentialsError);
    await expect(refused).rejects.toThrow(/security token.*is invalid[\s\S]*AWS_PROFILE/);
  });
});
