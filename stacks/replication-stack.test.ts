import { describe, expect, it } from "vitest";
import { ImageReplication } from "../constructs/ecs/image-replication";
import type { EnvironmentInput } from "../environments/config/schema";
import { MINIMAL, synthesize, synthesizeConstruct } from "../tools/testing/synthesize";

const ID = "111111111111-replication";
const inRegions = (...names: EnvironmentInput["regions"][number]["name"][]): EnvironmentInput => ({
  ...MINIMAL,
  stateRegion: "us-east-1",
  regions: names.map((name) => ({ name })),
});
const to = (...regions: string[]) => regions.map((region) => ({ region, registry_id: "111111111111" }));
const of = (...prefixes: string[]) => prefixes.map((filter) => ({ filter, filter_type: "PREFIX_MATCH" }));

describe("the replication of images", () => {
  it("C6: copies from the primary region to all others, and not back", () => {
    const stacks = synthesize({ test: inRegions("us-east-1", "us-west-2", "eu-west-1") });
    const stack = stacks.get(ID);
    expect(stack.one("aws_ecr_replication_configuration")).toMatchObject({
      replication_configuration: {
        rule: [{ destination: to("us-west-2", "eu-west-1"), repository_filter: of("webapp-test-") }],
      },
    });
    const claims = stacks.all.flatMap((one) => one.all("aws_ecr_replication_configuration"));
    expect(claims).toHaveLength(1);
  });

  it("C6: is one list for all environments of an account and region, which is all that ECR keeps", () => {
    const stack = synthesize({
      blue: inRegions("us-east-1", "us-west-2"),
      green: inRegions("us-east-1", "us-west-2"),
      red: inRegions("us-east-1", "eu-west-1"),
      small: inRegions("us-east-1"),
    }).get(ID);
    expect(stack.one("aws_ecr_replication_configuration")).toMatchObject({
      replication_configuration: {
        rule: [
          { destination: to("us-west-2"), repository_filter: of("webapp-blue-", "webapp-green-") },
          { destination: to("eu-west-1"), repository_filter: of("webapp-red-") },
        ],
      },
    });
  });

  it("C6: is stated in each region that images are pushed to, by that region's provider", () => {
    const stack = synthesize({
      east: inRegions("us-east-1", "us-west-2"),
      west: inRegions("us-west-2", "us-east-1"),
    }).get(ID);
    const home = stack.one("aws_ecr_replication_configuration", "us-east-1/images");
    const west = stack.one("aws_ecr_replication_configuration", "us-west-2/images");
    expect([home["provider"], west["provider"]]).toEqual([undefined, "aws.us-west-2"]);
    expect(west).toMatchObject({
      replication_configuration: {
        rule: [{ destination: to("us-east-1"), repository_filter: of("webapp-west-") }],
      },
    });
  });

  it("C6: does not exist where every environment has one region", () => {
    expect(synthesize({ test: MINIMAL, other: MINIMAL }).ids).not.toContain(ID);
  });

  it("C6: says so where a registry takes no more rules", () => {
    const images = Array.from({ length: 11 }, (_, index) => ({
      prefix: `p${index}`,
      to: [`region-${index}`],
    }));
    const build = (count: number) => () =>
      synthesizeConstruct((stack) => {
        new ImageReplication(stack, "images", { account: "111111111111", images: images.slice(0, count) });
      });
    expect(build(10)).not.toThrow();
    expect(build(11)).toThrow(
      "stack/images: given 11 combinations of regions that images are copied to; ECR allows 10",
    );
  });
});
