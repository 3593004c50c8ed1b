import { Command } from "@commander-js/extra-typings";

/** What `--help` says of a command. */
export interface Description {
  /** What the command does; several sentences where one is not enough. */
  readonly summary: string;
  /** Arguments as they are typed after `npm run <name> --`; empty for a command without arguments. */
  readonly examples: readonly string[];
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
  return new Command(`${typed} --`)
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
