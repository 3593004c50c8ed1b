import {
  AccessAnalyzerClient,
  CreateAnalyzerCommand,
  ListAnalyzersCommand,
} from "@aws-sdk/client-accessanalyzer";
import { CreateDetectorCommand, GuardDutyClient, ListDetectorsCommand } from "@aws-sdk/client-guardduty";
import {
  CreateOpenIDConnectProviderCommand,
  CreateServiceLinkedRoleCommand,
  GetAccountPasswordPolicyCommand,
  IAMClient,
  UpdateAccountPasswordPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  BatchEnableStandardsCommand,
  EnableSecurityHubCommand,
  SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import { afterAll, beforeAll, expect, it } from "vitest";
import { baselineStackId, stateOf } from "../../stacks";
import { EmulatedAccount } from "../testing/emulated-account";
import { environment, MINIMAL } from "../testing/synthesize";
import { applyBaseline, removeBaseline } from "./adopt";

const REGIONS = ["us-east-1", "us-west-2"] as const;
const test = environment({
  ...MINIMAL,
  regions: REGIONS.map((name) => ({ name })),
  logAnalytics: {},
  delivery: { github: { repository: "octo-org/octo-repo" } },
});
const id = baselineStackId(test);

let account: EmulatedAccount;
beforeAll(async () => {
  account = await EmulatedAccount.start(test.account);
});
afterAll(() => account.stop());

/** What somebody has enabled in the console. */
async function enableByHand(): Promise<string[]> {
  const iam = new IAMClient({ region: "us-east-1" });
  await iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8 }));
  await iam.send(
    new CreateOpenIDConnectProviderCommand({
      Url: "https://token.actions.githubusercontent.com",
      ClientIDList: ["sts.amazonaws.com"],
    }),
  );
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "opensearchservice.amazonaws.com" }));
  const detectors: string[] = [];
  for (const region of REGIONS) {
    const { DetectorId } = await new GuardDutyClient({ region }).send(
      new CreateDetectorCommand({ Enable: true }),
    );
    detectors.push(DetectorId ?? "");
  }
  const region = "us-west-2";
  await new AccessAnalyzerClient({ region }).send(
    new CreateAnalyzerCommand({ analyzerName: "ConsoleAnalyzer-1234", type: "ACCOUNT" }),
  );
  const hub = new SecurityHubClient({ region });
  await hub.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
  const StandardsArn = `arn:aws:securityhub:${region}::standards/cis-aws-foundations-benchmark/v/3.0.0`;
  await hub.send(new BatchEnableStandardsCommand({ StandardsSubscriptionRequests: [{ StandardsArn }] }));
  return detectors;
}

it("S4, M5: what exists already is adopted and brought into shape, from any machine, and removed with the rest", async () => {
  await account.makeState(stateOf(test));
  const before = await account.resources();
  const detectors = await enableByHand();

  const here = account.machine(test);
  const adopted = await applyBaseline(here.terraform(id), test.account);
  const types = adopted.map((address) => address.split(".")[0] ?? "").sort();
  expect(types).toEqual([
    "aws_accessanalyzer_analyzer",
    "aws_guardduty_detector",
    "aws_guardduty_detector",
    "aws_iam_account_password_policy",
    "aws_iam_openid_connect_provider",
    "aws_iam_service_linked_role",
    "aws_securityhub_account",
    "aws_securityhub_standards_subscription",
  ]);
  expect(await here.terraform(id).drift()).toBeUndefined();

  // The same ones, not others in their place.
  for (const [index, region] of REGIONS.entries()) {
    const { DetectorIds } = await new GuardDutyClient({ region }).send(new ListDetectorsCommand({}));
    expect(DetectorIds).toEqual([detectors[index]]);
  }
  const { analyzers } = await new AccessAnalyzerClient({ region: "us-west-2" }).send(
    new ListAnalyzersCommand({}),
  );
  expect(analyzers?.map(({ name }) => name)).toEqual(["ConsoleAnalyzer-1234"]);
  const { PasswordPolicy } = await new IAMClient({ region: "us-east-1" }).send(
    new GetAccountPasswordPolicyCommand({}),
  );
  expect(PasswordPolicy?.MinimumPasswordLength).toBe(14);

  const there = account.machine(test);
  expect(await applyBaseline(there.terraform(id), test.account)).toEqual([]);
  expect(await there.terraform(id).drift()).toBeUndefined();

  await removeBaseline(there.terraform(id));
  expect(await account.resources()).toEqual(before);
});
