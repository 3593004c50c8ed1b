import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { shortenPatience } from "./patience";

let stacks: string;
beforeEach(() => {
  stacks = mkdtempSync(join(tmpdir(), "stacks-"));
});
afterEach(() => {
  rmSync(stacks, { recursive: true });
});

it("O3: a rehearsal waits for no search domain, and changes nothing that was synthesized", () => {
  const write = (stack: string, resource: object) => {
    mkdirSync(join(stacks, stack));
    writeFileSync(join(stacks, stack, "cdk.tf.json"), JSON.stringify({ resource }));
  };
  const domain = { aws_opensearch_domain: { domain: { domain_name: "logs" } }, aws_sqs_queue: { queue: {} } };
  write("analytics", domain);
  write("data", { aws_sqs_queue: { queue: {} } });
  mkdirSync(join(stacks, "empty"));

  shortenPatience(stacks);

  const read = (file: string) => JSON.parse(readFileSync(join(stacks, "analytics", file), "utf8")) as unknown;
  expect(read("emulator_override.tf.json")).toEqual({
    resource: {
      aws_opensearch_domain: { domain: { timeouts: { create: "1s", update: "1s", delete: "1s" } } },
    },
  });
  expect(read("cdk.tf.json")).toEqual({ resource: domain });
  expect(existsSync(join(stacks, "data", "emulator_override.tf.json"))).toBe(false);
});
