import { basename, join } from "node:path";
import { ExpectedError } from "../cli/expected-error";

/** Something was deployed between a plan and its application. */
export class StalePlanError extends ExpectedError {
  override readonly name = "StalePlanError";

  constructor(stack: string) {
    super(
      `${stack}: the plan is stale. Something else has been applied since it was made, so it no longer says what would happen; ` +
        "Terraform has refused it, and nothing of it was changed. Plan again, look at the new plan, and apply that.",
    );
  }
}

/** Terraform was interrupted, and has not left its state in order. */
export class StateNotWrittenError extends ExpectedError {
  override readonly name = "StateNotWrittenError";

  constructor(directory: string, lines: readonly string[]) {
    const stack = basename(directory);
    super(
      `${stack}: Terraform was interrupted, and says about the state:\n${lines.map((line) => `  ${line}`).join("\n")}\n` +
        `If ${join(directory, "errored.tfstate")} exists, \`terraform state push errored.tfstate\` there puts it in order; ` +
        `otherwise \`npm run recover -- ${stack} --force-unlock\` does.`,
    );
  }
}
