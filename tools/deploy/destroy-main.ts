import { join } from "node:path";
import { ask, DeclinedError } from "../cli/ask";
import { command } from "../cli/command";
import { ENVIRONMENT, selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { destroy } from "./destroy";
import { destroyGone } from "./destroy-gone";

const project = join(__dirname, "..", "..");
const destroyCommand = command("destroy", {
  summary:
    "Removes an environment. Its state in the account stays; so do final snapshots, where the environment asks for them.",
  examples: ["dev", "dev --confirm dev"],
})
  .argument(...ENVIRONMENT)
  .option("--gone", "only the stacks that exist and that the configuration does not name any more")
  .option("--confirm <environment>", "its name once more, instead of being asked")
  .parse();
const { confirm, gone: onlyGone = false } = destroyCommand.opts();

onInterrupt(async (signal) => {
  const environment = selectEnvironment(project, destroyCommand.processedArgs[0]);
  const { name } = environment;
  const gone = await (onlyGone ? destroyGone : destroy)(environment, {
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
  console.log(onlyGone ? describeGone(name, gone) : describeAll(name, gone));
});

function describeAll(name: string, gone: readonly string[]): string {
  return gone.length === 0
    ? `Nothing to destroy: there is no ${name}.`
    : `\n${name} is gone. The account's remote state stays.`;
}

function describeGone(name: string, gone: readonly string[]): string {
  return gone.length === 0
    ? `Nothing to destroy: the configuration names every stack of ${name} that exists.`
    : `\nGone: ${gone.join(", ")}. Deploy what is left: npm run deploy -- ${name}`;
}
