import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { App } from "cdktf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stateLocation } from "../constructs/state/state-location";
import { PlatformStack } from "../stacks/platform-stack";
import { AT } from "../tools/testing/synthesize";
import { PolicyError } from "./enforce";
import type { RuleId } from "./rules";
import { suppress } from "./suppression";

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "policy-"));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

const platformStack = (app: App, id: string) =>
  new PlatformStack(app, id, {
    at: AT,
    state: stateLocation("webapp", AT.account, AT.region),
    tags: { Project: "webapp" },
  });
const publicSubnet = (stack: PlatformStack) =>
  new Subnet(stack, "subnet", { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: true });

/** What a synthesis says; nothing where it succeeds. */
function synthesize(build: (app: App) => void): string | undefined {
  const app = new App({ outdir });
  build(app);
  try {
    app.synth();
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
}

const written = () => readdirSync(join(outdir, "stacks"), { recursive: true }).map(String);

describe("the policy", () => {
  it("S6: stops the synthesis, and names the construct, the rule, what was found and how to mend it", () => {
    const message = synthesize((app) => void publicSubnet(platformStack(app, "one")));

    expect(message).toBe(
      [
        "The security policy has 1 violation; nothing was written.",
        "  one/subnet (aws_subnet.subnet)",
        "      rule:  subnet-no-public-address (medium): Nothing gets a public address by being in a subnet.",
        "      found: map_public_ip_on_launch is true",
        "      fix:   Leave out map_public_ip_on_launch.",
      ].join("\n"),
    );
  });

  it("S6: tells of all stacks at once, before any of them is written", () => {
    const message = synthesize((app) => {
      platformStack(app, "sound");
      publicSubnet(platformStack(app, "first"));
      new KmsKey(platformStack(app, "second"), "key", { deletionWindowInDays: 30, enableKeyRotation: true });
    });

    expect(message).toContain("2 violations");
    expect(message).toContain("first/subnet (aws_subnet.subnet)");
    expect(message).toContain("second/key (aws_kms_key.key)");
    expect(existsSync(join(outdir, "stacks")) ? written() : []).toEqual([]);
  });

  it("S6: lets through what is suppressed with a reason, and leaves no trace of that in Terraform", () => {
    const message = synthesize((app) => {
      suppress(publicSubnet(platformStack(app, "one")), "subnet-no-public-address", "There is a reason.");
    });

    expect(message).toBeUndefined();
    expect(written()).toContain(join("one", "cdk.tf.json"));
    for (const file of ["stacks/one/cdk.tf.json", "manifest.json"]) {
      expect(readText(file)).not.toContain("There is a reason.");
      expect(readText(file)).not.toContain("subnet-no-public-address");
    }
  });

  it("S6: lets a suppression of a construct hold for all that is below", () => {
    const message = synthesize((app) => {
      const stack = platformStack(app, "one");
      publicSubnet(stack);
      suppress(stack, "subnet-no-public-address", "There is a reason.");
    });
    expect(message).toBeUndefined();
  });

  it.each([
    ["without effect", "subnet-no-public-address", "A reason.", "it suppresses nothing: the rule is kept"],
    ["of an unknown rule", "no-such-rule", "A reason.", "there is no such rule"],
    ["without a reason", "subnet-no-public-address", "  ", "the reason is missing"],
  ])("S6: refuses a suppression %s", (_title, rule, reason, problem) => {
    const message = synthesize((app) => {
      const stack = platformStack(app, "one");
      const subnet =
        reason.trim() === ""
          ? publicSubnet(stack)
          : new Subnet(stack, "subnet", { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24" });
      suppress(subnet, rule as RuleId, reason);
    });

    expect(message).toContain("The security policy has 1 wrong suppression; nothing was written.");
    expect(message).toContain(`  one/subnet\n      suppresses: ${rule}\n      problem:    ${problem}\n`);
  });

  it("S6: does not let a suppression reach a neighbor whose path begins the same", () => {
    const message = synthesize((app) => {
      const stack = platformStack(app, "one");
      const options = { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: true };
      suppress(new Subnet(stack, "public", options), "subnet-no-public-address", "A reason.");
      new Subnet(stack, "public-2", options);
    });
    expect(message).toContain("one/public-2 (");
    expect(message).not.toContain("one/public (");
  });

  it("S6: writes what it has checked, and checks again when a stack is synthesized again", () => {
    const app = new App({ outdir });
    const stack = platformStack(app, "one");
    app.synth();
    expect(JSON.parse(readText("stacks/one/cdk.tf.json"))).toMatchObject({ provider: { aws: [{}] } });

    publicSubnet(stack);
    expect(() => app.synth()).toThrow(PolicyError);
  });
});

function readText(file: string): string {
  return readFileSync(join(outdir, file), "utf8");
}
