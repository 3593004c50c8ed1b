import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Types for which the provider sleeps before it looks for the first time, whatever there is to see: ten minutes each
 * time for a search domain. When its patience has ended, it looks once more, and is content with what it finds.
 */
const SLEPT_ON = ["aws_opensearch_domain"];

/** Merged by Terraform: https://developer.hashicorp.com/terraform/language/files/override */
const OVERRIDE = "emulator_override.tf.json";

const SOON = { create: "1s", update: "1s", delete: "1s" };

/**
 * Lets nobody wait for what an emulator does at once: puts shorter timeouts beside the synthesized stacks, which stay
 * as they are.
 *
 * @param stacks directory that holds one directory for each stack
 */
export function shortenPatience(stacks: string): void {
  for (const stack of readdirSync(stacks)) {
    const file = join(stacks, stack, "cdk.tf.json");
    if (!existsSync(file)) continue;
    const { resource = {} } = JSON.parse(readFileSync(file, "utf8")) as {
      resource?: Readonly<Record<string, Readonly<Record<string, object>>>>;
    };
    const overrides = SLEPT_ON.flatMap((type) => {
      const names = Object.keys(resource[type] ?? {});
      return names.length === 0
        ? []
        : [[type, Object.fromEntries(names.map((name) => [name, { timeouts: SOON }]))] as const];
    });
    if (overrides.length === 0) continue;
    writeFileSync(join(stacks, stack, OVERRIDE), JSON.stringify({ resource: Object.fromEntries(overrides) }));
  }
}
