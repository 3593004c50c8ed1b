import { join } from "node:path";
import { ask, DeclinedError } from "../cli/ask";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { destroy } from "./destroy";

const project = join(__dirname, "..", "..");
const destroyCommand = command("destroy", {
  summary:
    "Removes an environment. Its state in the account stays; so do final snapshots, where the environment asks for them.",
  examples: ["dev", "dev --confirm dev"],
})
  .argument(...ENVIRONMENT)
  .option("--confirm <environment>", "its name once more, instead of being asked")
  .parse();
const { confirm } = destroyCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, destroyCommand.processedArgs[0]);
  const { name } = environment;
  const gone = await destroy(environment, {
    project,
    signal,
    confirm: async () => {
      if (confirm === name) return;
      if (confirm !== undefined) {
        throw new DeclinedError(
          `--confirm: given "${confirm}"; allowed is "${name}". Nothing was destroyed.`,
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
