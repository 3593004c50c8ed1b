import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentPlan } from "../plan/summary";
import { Site } from "./testing";

const ACCOUNT = "111111111111";
const SETTINGS = {
  account: ACCOUNT,
  deletionProtection: false,
  regions: [{ name: "us-east-1" }],
  images: { app: { directory: "examples/hello" } },
  network: { nat: "single", interfaceEndpoints: [], flowLogs: { retentionDays: 7 } },
  queue: {},
  baseline: { enabled: false },
  // The emulator's scanner always finds the same one.
  delivery: { imageScan: { accept: { "CVE-9999-9999": "found by the emulator in every image" } } },
};
const DEPLOY = "tools/deploy/main.ts";
const PLAN = "tools/plan/main.ts";
const DESTROY = "tools/deploy/destroy-main.ts";

let site: Site;
beforeAll(async () => {
  site = await Site.start(join(__dirname, "..", ".."), ACCOUNT);
  site.configure("tiny", SETTINGS);
});
afterAll(() => site.stop());

const planned = async (...args: string[]) =>
  JSON.parse((await site.command(PLAN, ["tiny", "--json", ...args], [2, 3])).stdout) as EnvironmentPlan;
const status = (plan: EnvironmentPlan) =>
  Object.fromEntries(plan.stacks.map((stack) => [stack.stack.replace("tiny-us-east-1-", ""), stack.status]));

// One environment's life, in order: each step goes on from the one before.
describe("npm run deploy", () => {
  it("P1: before anything exists, a plan says what every stack waits for", async () => {
    const plan = await planned();
    expect(status(plan)).toMatchObject({
      registry: "waiting",
      network: "waiting",
      data: "waiting",
      service: "waiting",
    });
    expect(plan.stacks.every(({ resources }) => resources > 0)).toBe(true);
    expect(plan.remoteState).toBe(false);
  });

  it("O4: changes nothing where nobody can be asked and --yes is missing", async () => {
    const { code, output } = await site.command(DEPLOY, ["tiny"], [1]);
    expect(code).toBe(1);
    expect(output).toContain("Nobody can be asked here; nothing was changed. Answer with --yes.");
    expect(await site.emulator.leftovers()).toEqual([]);
  });

  it("O4: stops at a vulnerability that is not accepted, and names it", async () => {
    site.configure("tiny", { ...SETTINGS, delivery: {} });
    const { code, output } = await site.command(DEPLOY, ["tiny", "--yes"], [1]);
    expect(code).toBe(1);
    expect(output).toMatch(/known vulnerabilit[\s\S]+CVE-9999-9999[\s\S]+delivery\.imageScan\.accept/);
    site.configure("tiny", SETTINGS);
  });

  it("P1: registry and state exist by then: their stacks are planned, the others wait or not", async () => {
    expect(status(await planned())).toMatchObject({
      registry: "planned",
      network: "planned",
      service: "waiting",
    });
  });

  it("O4/P2: goes on from there to the end: image, stacks, steady services, an answer, outputs", async () => {
    site.answers.push(503);
    const { stdout } = await site.command(DEPLOY, ["tiny", "--yes", "--url", site.url]);
    expect(stdout).toMatch(/\[1\/\d+\] Deploy tiny-us-east-1-registry {2}done in/);
    expect(stdout).toMatch(/accepted: \w+ CVE-9999-9999/);
    expect(stdout).toMatch(/^Estimate: \$\d+\.\d\d a month/m);
    expect(stdout).toMatch(/\n {4}url = http:\/\/.+\n/);
    expect(stdout).toMatch(/\n {4}cluster_name = webapp-tiny\n/);
    expect(stdout).not.toContain("cross-stack-output");
    expect(stdout).toMatch(/tiny is deployed \(\d+ s\)/);
    expect(site.asked).toEqual(["/", "/", "/readyz"]);
  });

  it("O4: changes nothing the second time, and says so", async () => {
    const before = await site.emulator.leftovers();
    const { stdout } = await site.command(DEPLOY, ["tiny", "--yes", "--url", site.url]);
    expect(stdout).toContain("Nothing to change: tiny is as it is configured.");
    expect(stdout).toContain("Nothing was changed: tiny was as it is configured");
    expect(await site.emulator.leftovers()).toEqual(before);
  });

  it("P1: applies exactly the saved plan, once; a plan that was overtaken is refused", async () => {
    site.configure("tiny", { ...SETTINGS, queue: { visibilityTimeoutSeconds: 90 } });
    const [first, second] = [join(site.project.directory, "first"), join(site.project.directory, "second")];
    for (const out of [first, second]) {
      const { code } = await site.command(PLAN, ["tiny", "--out", out, "--detailed-exitcode"], [2]);
      expect(code).toBe(2);
    }
    const apply = (plan: string) =>
      site.command("tools/deploy/apply-main.ts", ["tiny", "--plan", plan, "--no-smoke-test"], [1]);

    expect((await apply(first)).output).toContain("tiny is deployed");
    expect((await planned()).stacks.flatMap(({ changes }) => changes)).toEqual([]);

    const stale = await apply(second);
    expect(stale.code).toBe(1);
    expect(stale.output).toContain("tiny-us-east-1-data: the plan is stale");
    expect(stale.output).toContain("Plan again");
  });

  it("P5: stops at a plan that destroys data, and goes on when it is named", async () => {
    const { queue, ...without } = { ...SETTINGS, database: undefined, secrets: { API_KEY: {} } };
    expect(queue).toBeDefined();
    site.configure("tiny", without);
    const { code, output } = await site.command(DEPLOY, ["tiny", "--yes"], [3]);
    expect(code).toBe(3);
    expect(output).toMatch(/would destroy \d stateful resources; nothing was changed/);
    const plan = await planned();
    const lost = plan.stacks.flatMap(({ losses }) => losses.map(({ id }) => id));
    expect(lost.some((id) => id.startsWith("tiny-us-east-1-data/aws_sqs_queue."))).toBe(true);

    const named = lost.flatMap((id) => ["--allow", id]);
    const { stdout } = await site.command(DEPLOY, ["tiny", "--yes", "--no-smoke-test", ...named]);
    expect(stdout).toContain("(allowed)");
    expect(stdout).toContain("tiny is deployed");
  });
});

describe("npm run destroy", () => {
  it("P5: refuses a protected environment, and says how to give it up", async () => {
    site.configure("tiny", { ...SETTINGS, deletionProtection: true });
    const { code, output } = await site.command(DESTROY, ["tiny", "--confirm", "tiny"], [1]);
    expect(code).toBe(1);
    expect(output).toMatch(/tiny is protected.+set deletionProtection to false in environments\/tiny\.ts/);
    site.configure("tiny", { ...SETTINGS, queue: undefined, secrets: { API_KEY: {} } });
  });

  it.each([
    ["nobody types the name", ["tiny"], "Answer with --confirm tiny"],
    ["the name is another", ["tiny", "--confirm", "prod"], 'given "prod"; allowed is "tiny"'],
  ])("P5: shows what would go, and destroys nothing where %s", async (_, args, message) => {
    const before = await site.emulator.leftovers();
    const { code, output } = await site.command(DESTROY, args, [1]);
    expect(code).toBe(1);
    expect(output).toContain("Everything of tiny will be destroyed:");
    expect(output).toContain(message);
    expect(await site.emulator.leftovers()).toEqual(before);
  });

  it("P5: destroys every stack, those first that read from others; only the remote state is left", async () => {
    const { stdout } = await site.command(DESTROY, ["tiny", "--confirm", "tiny"]);
    expect(stdout.indexOf("Destroy tiny-us-east-1-service")).toBeLessThan(
      stdout.indexOf("Destroy tiny-us-east-1-network"),
    );
    expect(stdout).toContain("tiny is gone");
    const left = (await site.emulator.leftovers()).map(({ type }) => type).sort();
    expect(left).toEqual(["alias", "bucket", "key", "table"]);
  });

  it("P5: has nothing to do where nothing is", async () => {
    const { stdout } = await site.command(DESTROY, ["tiny", "--confirm", "tiny"]);
    expect(stdout).toContain("Nothing to destroy");
  });
});
