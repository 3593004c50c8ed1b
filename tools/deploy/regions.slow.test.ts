import { join } from "node:path";
import { DescribeImagesCommand, ECRClient, PutReplicationConfigurationCommand } from "@aws-sdk/client-ecr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Site } from "./testing";

const ACCOUNT = "111111111111";
const SETTINGS = {
  account: ACCOUNT,
  deletionProtection: false,
  regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
  images: { app: { directory: "examples/hello" } },
  network: { nat: "none", flowLogs: { retentionDays: 7 } },
  baseline: { enabled: false },
};

let site: Site;
beforeAll(async () => {
  site = await Site.start(join(__dirname, "..", ".."), ACCOUNT);
  site.configure("pair", SETTINGS);
});
afterAll(() => site.stop());

const ecr = (region: string) =>
  new ECRClient({
    region,
    endpoint: site.emulator.url,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
/** Somebody takes away what was set up. */
const stopCopying = () =>
  ecr("us-east-1").send(new PutReplicationConfigurationCommand({ replicationConfiguration: { rules: [] } }));

describe("an environment with two regions", () => {
  it("X1, C6: refuses a saved plan while ECR copies no images, and says who sets that up", async () => {
    const { stdout } = await site.command("tools/state/main.ts", ["pair"]);
    expect(stdout).toMatch(/Let ECR copy images.+done in/);
    await stopCopying();
    const plan = join(site.project.directory, "plan");
    await site.command("tools/plan/main.ts", ["pair", "--out", plan]);
    const { code, output } = await site.command("tools/deploy/apply-main.ts", ["pair", "--plan", plan], [1]);
    expect(code).toBe(1);
    expect(output).toContain("ECR does not copy the images of pair to us-west-2 yet.");
    expect(output).toContain("npm run bootstrap -- pair");
  });

  it("X1, C6, P2: sets that up before the push, and goes on once the image is in both regions", async () => {
    // The scan, which comes next, finds a vulnerability that nobody has accepted: this is as far as it gets.
    const { output } = await site.command("tools/deploy/main.ts", ["pair", "--yes"], [1]);
    expect(output).toContain(`${ACCOUNT}-replication is set up first, once for the account`);
    expect(output).toMatch(/Let ECR copy images to the other regions {2}done in/);
    expect(output).toContain("CVE-9999-9999");
    const [, tag = "", digest = ""] = /webapp-pair-app:([\w-]+) is (sha256:[0-9a-f]{64})/.exec(output) ?? [];
    for (const region of ["us-east-1", "us-west-2"]) {
      const query = new DescribeImagesCommand({
        repositoryName: "webapp-pair-app",
        imageIds: [{ imageTag: tag }],
      });
      const { imageDetails } = await ecr(region).send(query);
      expect(imageDetails?.[0]?.imageDigest).toBe(digest);
    }
    expect(output).toContain(
      "warning: nobody is told of alarms; set monitoring.emails in environments/pair.ts",
    );
  });
});
