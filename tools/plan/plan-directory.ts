import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { UsageError } from "../cli/environment";
import type { EnvironmentPlan } from "./summary";

const SUMMARY = "plan.json";
/** Terraform applies a plan with the very providers that it was made with. */
const LOCK = ".terraform.lock.hcl";

/** Saved plans of an environment's stacks, and what they would do. */
export class PlanDirectory {
  constructor(readonly path: string) {}

  /** Removes earlier plans, so that none of them is taken for one of now. */
  clear(): void {
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { recursive: true });
  }

  /** Path of a stack's plan in Terraform's own format. */
  file(stack: string): string {
    return join(this.path, `${stack}.tfplan`);
  }

  /** @param directory the synthesized stack, initialized */
  keepLock(stack: string, directory: string): void {
    if (existsSync(join(directory, LOCK)))
      copyFileSync(join(directory, LOCK), join(this.path, `${stack}${LOCK}`));
  }

  restoreLock(stack: string, directory: string): void {
    const kept = join(this.path, `${stack}${LOCK}`);
    if (existsSync(kept)) copyFileSync(kept, join(directory, LOCK));
  }

  /** The summary comes last and at once: a directory with one is complete. */
  write(plan: EnvironmentPlan): void {
    const unfinished = join(this.path, `${SUMMARY}.new`);
    writeFileSync(unfinished, `${JSON.stringify(plan, null, 2)}\n`);
    renameSync(unfinished, join(this.path, SUMMARY));
  }

  /** @throws {UsageError} where there is no complete plan */
  read(): EnvironmentPlan {
    const path = join(this.path, SUMMARY);
    if (!existsSync(path)) {
      throw new UsageError(
        `--plan: given ${this.path}; allowed is a directory that \`npm run plan -- <environment> --out <directory>\` has filled`,
      );
    }
    return JSON.parse(readFileSync(path, "utf8")) as EnvironmentPlan;
  }

  /** Remembers that a stack's plan was applied, so that an interrupted deployment goes on with the next. */
  markApplied(stack: string): void {
    writeFileSync(join(this.path, `${stack}.applied`), "");
  }

  isApplied(stack: string): boolean {
    return existsSync(join(this.path, `${stack}.applied`));
  }
}
