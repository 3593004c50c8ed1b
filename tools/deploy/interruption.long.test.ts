import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Site } from "./testing";

const ACCOUNT = "111111111111";
const SETTINGS = {
  account: ACCOUNT,
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  images: { app: { directory: "examples/hello" } },
  network: { nat: "single", interfaceEndpoints: [], flowLogs: { retentionDays: 7 } },
  cache: {},
  queue: {},
  baseline: { enabled: true },
  // The emulator's scanner always finds the same one.
  delivery: { imageScan: { accept: { "CVE-9999-9999": "found by the emulator in every image" } } },
};
const BOOTSTRAP = ["tools/state/main.ts", "tiny"] as const;
const BASELINE = ["tools/baseline/main.ts", "tiny"] as const;
const DEPLOY = ["tools/deploy/main.ts", "tiny", "--yes", "--no-smoke-test"] as const;
const DESTROY = ["tools/deploy/destroy-main.ts", "tiny", "--confirm", "tiny"] as const;

const CTRL_C = ["SIGINT"] as const;
const CANCELLED = ["SIGINT", "SIGTERM"] as const;
const STOPPED = ["SIGTERM"] as const;
const CLOSED = ["SIGHUP"] as const;
const CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

let site: Site;
beforeAll(async () => {
  site = await Site.start(join(__dirname, "..", ".."), ACCOUNT);
  site.configure("tiny", SETTINGS);
});
afterAll(() => site.stop());

const run = ([main, ...args]: readonly [string, ...string[]]) => site.command(main, args);

/** Types of what exists, with how many there are of each. */
async function census(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { service, type } of await site.emulator.leftovers())
    counts[`${service} ${type}`] = (counts[`${service} ${type}`] ?? 0) + 1;
  return counts;
}

// One account's life, in order: each command is interrupted at several moments, goes on where it was, and is then run
// to its end. What no state knew would be made twice on the way, or be left at the end.
describe("an interrupted command, repeated, does all of it, and nothing exists that no state knows", () => {
  it.each([
    ["bootstrap", BOOTSTRAP, "kms:CreateKey", CTRL_C],
    ["bootstrap", BOOTSTRAP, "dynamodb:CreateTable", CANCELLED],
    ["bootstrap, to its end", BOOTSTRAP],
    ["baseline", BASELINE, "kms:CreateKey", STOPPED],
    ["baseline", BASELINE, "cloudtrail:CreateTrail", CTRL_C],
    ["baseline, to its end", BASELINE],
    ["deploy, while several stacks are being made", DEPLOY, "ec2:CreateVpc", CANCELLED],
    ["deploy", DEPLOY, "ec2:CreateNatGateway", CTRL_C],
    ["deploy", DEPLOY, "elasticache:CreateReplicationGroup", CANCELLED],
    ["deploy", DEPLOY, "elbv2:CreateLoadBalancer", CLOSED],
    ["deploy, to its end", DEPLOY],
    ["deploy, with nothing to do", DEPLOY],
    ["destroy", DESTROY, "elbv2:DeleteLoadBalancer", CTRL_C],
    ["destroy", DESTROY, "elasticache:DeleteReplicationGroup", CANCELLED],
    ["destroy, to its end", DESTROY],
    ["baseline --destroy", [...BASELINE, "--destroy"], "cloudtrail:DeleteTrail", STOPPED],
    ["baseline --destroy, to its end", [...BASELINE, "--destroy"]],
    ["bootstrap --destroy", [...BOOTSTRAP, "--destroy"], "dynamodb:DeleteTable", CTRL_C],
    ["bootstrap --destroy, to its end", [...BOOTSTRAP, "--destroy"]],
  ] as const)("T2: %s", async (_title, command, operation?: string, signals?: readonly NodeJS.Signals[]) => {
    if (operation === undefined || signals === undefined) {
      const { output } = await run(command);
      expect(output).not.toMatch(/failed after|interrupted after/);
      return;
    }
    const [main, ...args] = command;
    const { code, output } = await site.interrupted(main, args, operation, signals);
    expect(code, output).toBe(CODES[signals[0] ?? ""]);
    expect(output).toContain("interrupted after");
    expect(output).not.toContain("failed after");
  });

  it("T2: leaves nothing in the end", async () => {
    expect(await census()).toEqual({});
  });
});
