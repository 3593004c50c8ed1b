import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeployedStack } from "../plan/deployed";
import { OrphanError, refuseOrphans } from "../plan/summary";
import { environment, MINIMAL } from "../testing/synthesize";
import { goneStacks, writeGoneStack } from "./gone-stacks";

const stack = (reads: readonly string[] = [], more: Partial<DeployedStack> = {}): DeployedStack => ({
  outputs: [],
  resources: 1,
  reads,
  aliases: [],
  ...more,
});

describe("goneStacks", () => {
  const deployed = new Map([
    ["dev-us-east-1-data", stack()],
    ["dev-us-west-2-data", stack(["dev-us-west-2-network", "dev-us-east-1-data"])],
    ["dev-us-west-2-network", stack()],
    ["dev-us-west-2-service", stack(["dev-us-west-2-network", "dev-us-west-2-data", "dev-dns"])],
    ["dev-us-west-2-registry", stack([], { resources: 0 })],
  ]);

  it("D2: are those that exist and nobody names, each before those that it reads from", () => {
    expect(goneStacks(deployed, ["dev-us-east-1-data"])).toEqual([
      "dev-us-west-2-service",
      "dev-us-west-2-data",
      "dev-us-west-2-network",
    ]);
  });

  it("D2: are none where the configuration names all", () => {
    expect(goneStacks(deployed, [...deployed.keys()])).toEqual([]);
  });
});

describe("refuseOrphans", () => {
  it("D2: stops with the stacks and the command that destroys them", () => {
    const refused = () => {
      refuseOrphans({ environment: "dev", orphans: ["dev-us-west-2-service"] });
    };
    expect(refused).toThrow(OrphanError);
    expect(refused).toThrow(/ {2}dev-us-west-2-service\n[^]*npm run destroy -- dev --gone/);
  });

  it("D2: lets pass where there are none", () => {
    expect(() => {
      refuseOrphans({ environment: "dev", orphans: [] });
    }).not.toThrow();
  });
});

describe("a stack of which the state alone is left", () => {
  let output: string;
  beforeEach(() => {
    output = mkdtempSync(join(tmpdir(), "gone-"));
  });
  afterEach(() => {
    rmSync(output, { recursive: true });
  });

  const aws = {
    region: "us-east-1",
    allowed_account_ids: ["111111111111"],
    assume_role: [{ role_arn: "r" }],
  };
  const written = (id: string, state: DeployedStack) => {
    const directory = join(output, "stacks", "dev-us-east-1-network");
    mkdirSync(directory, { recursive: true });
    const backend = { s3: { bucket: "state", key: "dev-us-east-1-network.tfstate", region: "us-east-1" } };
    const content = {
      terraform: { required_providers: { aws: { version: "5" } }, backend },
      provider: { aws: [aws] },
      resource: { aws_vpc: {} },
    };
    writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify(content));
    const dev = environment({ ...MINIMAL, regions: [{ name: "eu-west-1" }] }, "dev");
    writeGoneStack(output, id, state, { directory }, dev);
    return JSON.parse(readFileSync(join(output, "stacks", id, "cdk.tf.json"), "utf8")) as Record<
      string,
      unknown
    >;
  };

  it("D2: is destroyed with its own state, and the providers that its resources were made with", () => {
    const content = written("dev-us-west-2-service", stack([], { aliases: ["us-east-1"] }));
    expect(content).toEqual({
      terraform: {
        required_providers: { aws: { version: "5" } },
        backend: { s3: { bucket: "state", key: "dev-us-west-2-service.tfstate", region: "us-east-1" } },
      },
      provider: {
        aws: [
          { ...aws, region: "us-west-2" },
          { ...aws, alias: "us-east-1" },
        ],
      },
    });
  });

  it.each([
    ["dev-dns", "us-east-1"],
    ["dev-delivery", "eu-west-1"],
  ])("D2: is where %s always is, which its name does not say", (id, region) => {
    expect(written(id, stack())["provider"]).toMatchObject({ aws: [{ region }] });
  });
});
