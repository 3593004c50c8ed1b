import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";

/** What `--help` says of a command. */
export interface Description {
  /** What the command does; several sentences where one is not enough. */
  readonly summary: string;
  /** Arguments as they are typed after `npm run <name> --`; empty for a command without arguments. */
  readonly examples: readonly string[];
}

/** Where a command goes that is looked at instead of run; one for all copies of this module, as test runners make them. */
const LOOKING = Symbol.for("webapp-platform: commands are looked at");
const shared = globalThis as { [LOOKING]?: { command?: CommandUnknownOpts } | undefined };

class RunnableCommand extends Command {
  override parse(...args: Parameters<Command["parse"]>): this {
    const looking = shared[LOOKING];
    if (looking === undefined || args.length > 0) return super.parse(...args);
    looking.command = this;
    throw new Error("a command is only looked at");
  }
}

/**
 * The command that a module makes, with all its arguments and options; nothing of the module is run after `parse()`.
 *
 * @param load imports the module
 */
export function lookAt(load: () => void): CommandUnknownOpts {
  const found: { command?: CommandUnknownOpts } = {};
  shared[LOOKING] = found;
  try {
    load();
  } catch (error) {
    if (found.command !== undefined) return found.command;
    throw error;
  } finally {
    shared[LOOKING] = undefined;
  }
  throw new Error("the module makes no command");
}

/**
 * A command that `npm run <name>` starts. Its arguments and options are added by the caller; `parse()` then ends the
 * process with a sentence and the usage where an argument is missing or an option is unknown.
 *
 * @param name of the script in package.json
 */
export function command(name: string, { summary, examples }: Description): Command {
  const typed = name === "test" ? "npm test" : `npm run ${name}`;
  const lines = examples.map((example) => `  ${example === "" ? typed : `${typed} -- ${example}`}`);
  return new RunnableCommand(`${typed} --`)
    .description(summary)
    .helpOption("-h, --help", "show this")
    .allowExcessArguments(false)
    .showHelpAfterError()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", `\n${lines.length > 1 ? "Examples" : "Example"}:\n${lines.join("\n")}`);
}

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
