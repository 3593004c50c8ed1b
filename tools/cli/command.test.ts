import { CommanderError } from "@commander-js/extra-typings";
import { describe, expect, it } from "vitest";
import { collect, command } from "./command";

/** What a command with an argument and options says, and what it was given. */
function parse(...args: readonly string[]) {
  const said: string[] = [];
  const write = (text: string) => said.push(text);
  const parser = command("deploy", { summary: "Deploys.", examples: ["dev"] })
    .argument("<environment>")
    .option("--yes", "ask nothing")
    .option("--allow <stack/address>", "may be repeated", collect, [])
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write });
  try {
    parser.parse(args, { from: "user" });
    return { argument: parser.processedArgs[0], options: parser.opts() };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { exitCode: error.exitCode, said: said.join("") };
  }
}

describe("a command", () => {
  it("gives what was typed", () => {
    expect(parse("dev", "--allow", "a", "--yes", "--allow", "b")).toEqual({
      argument: "dev",
      options: { allow: ["a", "b"], yes: true },
    });
  });

  it.each([
    ["an unknown option", ["dev", "--yess"], "error: unknown option '--yess'\n(Did you mean --yes?)"],
    ["a missing argument", [], "error: missing required argument 'environment'"],
    ["a second argument", ["dev", "prod"], "error: too many arguments"],
    ["an option without its value", ["dev", "--allow"], "argument missing"],
  ])("answers %s with a sentence, and with how it is used", (_title, args, sentence) => {
    const { exitCode, said } = parse(...args);
    expect(exitCode).toBe(1);
    expect(said).toContain(sentence);
    expect(said).toContain("Usage: npm run deploy -- [options] <environment>");
    expect(said).toContain("Example:\n  npm run deploy -- dev");
  });

  it("shows how it is used where it is asked to", () => {
    expect(parse("--help")).toMatchObject({ exitCode: 0 });
  });
});
