import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { environment, MINIMAL } from "../../tools/testing/synthesize";

const VPC = {
  vpcId: "vpc-0a1b2c3d4e5f60718",
  publicSubnetIds: ["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712"],
  privateSubnetIds: [1, 2, 3].map((number) => `subnet-0a1b2c3d4e5f6071${number}`),
};
const network = { zones: 3 };

describe("the log analytics of an environment", () => {
  it("M5: are not there where nothing is said", () => {
    expect(environment(MINIMAL).logAnalytics).toBeUndefined();
  });

  it("M5: survive the loss of a node where nothing else is said", () => {
    expect(environment({ ...MINIMAL, logAnalytics: {} }).logAnalytics).toEqual({
      engineVersion: "OpenSearch_2.19",
      nodeType: "t3.small.search",
      nodes: 2,
      zones: 2,
      volumeGiB: 20,
      masters: 3,
      masterType: "t3.small.search",
      retentionDays: 30,
      failedDocumentDays: 14,
      updateHour: 2,
      readers: { roleArns: [], throughTasks: false },
    });
  });

  // prettier-ignore
  it.each([
    ["a single node without leaders", { logAnalytics: { nodes: 1, zones: 1, masters: 0 } }],
    ["three zones where the network has them", { network, logAnalytics: { nodes: 3, zones: 3 } }],
    ["three zones where somebody else's network has them", { regions: [{ name: "us-east-1", existingVpc: VPC }], logAnalytics: { nodes: 3, zones: 3 } }],
    ["a large volume of a large node", { logAnalytics: { nodeType: "r6g.2xlarge.search", volumeGiB: 2048 } }],
    ["a newer engine", { logAnalytics: { engineVersion: "OpenSearch_3.1" } }],
  ])("M5: accepts %s", (_title, input) => {
    expect(problemsOf(input)).toEqual([]);
  });

  // prettier-ignore
  it.each([
    ["an engine without the field that bounds an index", { engineVersion: "OpenSearch_1.3" }, "engineVersion: must be OpenSearch_2.7 or later"],
    ["Elasticsearch", { engineVersion: "Elasticsearch_7.10" }, "engineVersion: must be OpenSearch_2.7 or later"],
    ["an instance class of RDS", { nodeType: "db.t3.small" }, "nodeType: must be an instance type such as t3.small.search"],
    ["nodes that can not be spread evenly", { nodes: 3 }, "nodes: must be a multiple of zones (2)"],
    ["more zones than the network has", { nodes: 3, zones: 3 }, "zones: must be at most 2, the zones that have private subnets"],
    ["more small nodes than AWS allows", { nodes: 12 }, "nodes: must be at most 10 of t3.small.search"],
    ["a volume that its node can not have", { volumeGiB: 101 }, "volumeGiB: must be at most 100, the largest volume of t3.small.search"],
    ["a volume that is too small", { volumeGiB: 9 }, "volumeGiB: must be a whole number from 10 to 24576"],
    ["an even number of leaders", { masters: 2 }, "masters: must be 0, 3 or 5"],
    ["logs for ever", { retentionDays: 731 }, "retentionDays: must be a whole number from 1 to 730"],
    ["a reader that is no role", { readers: { roleArns: ["arn:aws:iam::111111111111:user/me"] } }, "readers.roleArns.0: must be the ARN of an IAM role"],
    ["a reader of another account", { readers: { roleArns: ["arn:aws:iam::222222222222:role/reader"] } }, "readers.roleArns.0: must be a role of the environment's account (111111111111)"],
    ["a password", { masterPassword: "secret" }, 'unknown "masterPassword"'],
  ])("M5: refuses %s", (_title, logAnalytics, problem) => {
    expect(problemsOf({ logAnalytics })).toEqual([expect.stringContaining(problem)]);
  });
});
