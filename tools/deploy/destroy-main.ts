import { join } from "node:path";
import { parseArgs } from "node:util";
import { ask, DeclinedError } from "../cli/ask";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { destroy } from "./destroy";

// npm run destroy -- <environment> [--confirm <environment>]
const project = join(__dirname, "..", "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { confirm: { type: "string" } },
});

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, positionals[0]);
  const { name } = environment;
  const gone = await destroy(environment, {
    project,
    signal,
    confirm: async () => {
      if (values.confirm === name) return;
      if (values.confirm !== undefined) {
        throw new DeclinedError(
          `--confirm: given "${values.confirm}"; allowed is "${name}". Nothing was destroyed.`,
        );
      }
      await ask(`Type the environment's name to destroy it:`, name, `--confirm ${name}`, { signal });
    },
  });
  console.log(
    gone.length === 0
      ? `Nothing to destroy: there is no ${name}.`
      : `\n${name} is gone. The account's remote state stays.`,
  );
});
