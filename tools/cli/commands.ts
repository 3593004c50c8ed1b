import { createRequire } from "node:module";
import { join } from "node:path";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import COMMANDS from "../commands.cjs";
import { lookAt } from "./command";
import type { Options } from "./unknown.cjs";

/** Names of all commands: scripts of package.json. */
export const COMMAND_NAMES = Object.keys(COMMANDS);

/** A command as its module makes it, without running it. */
export function commandOf(name: string): CommandUnknownOpts {
  const [, module = ""] = COMMANDS[name] ?? [];
  const load = createRequire(__filename);
  const path = load.resolve(join(__dirname, "..", module));
  return lookAt(() => {
    // The command that asks has been loaded, and is running.
    Reflect.deleteProperty(load.cache, path);
    load(path);
  });
}

/** The options of every command, as tools/cli/options.json holds them for what runs before packages are installed. */
export function optionsOfCommands(): Readonly<Record<string, Options>> {
  const all: Record<string, Options> = {};
  for (const name of COMMAND_NAMES) all[name] = optionsOf(commandOf(name));
  return all;
}

function optionsOf({ options, commands }: CommandUnknownOpts): Options {
  if (commands.length > 0) {
    return Object.fromEntries(
      commands.map((one) => [one.name(), optionsOf(one) as Readonly<Record<string, string>>]),
    );
  }
  return Object.fromEntries(
    options.map(({ flags }) => {
      const [, flag = "", value = ""] = /^(--[\w-]+)(?: (.+))?$/.exec(flags) ?? [];
      if (flag === "") throw new Error(`${flags}: an option has one name, which begins with two hyphens`);
      return [flag, value];
    }),
  );
}
