import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { describe, expect, it } from "vitest";
import { COMMAND_NAMES, commandOf } from "./commands";
import { didYouMean, unknownOption } from "./unknown.cjs";

const project = join(__dirname, "..", "..");
const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Does nothing but parse, and throws where it would end the process. */
function harmless(command: CommandUnknownOpts): CommandUnknownOpts {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const below of command.commands) harmless(below.action(() => undefined));
  return command;
}

/** The examples that `--help` shows, as arguments. */
function examplesOf(command: CommandUnknownOpts): string[][] {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const [, shown = ""] = /\nExamples?:\n([^]*)$/.exec(help) ?? [];
  const lines = shown.split("\n").filter((line) => line !== "");
  return lines.map((line) => (line.split(" -- ")[1] ?? "").split(" ").filter((part) => part !== ""));
}

describe("every command", () => {
  it("is a script of package.json", () => {
    const started = Object.values(scripts).flatMap((script) => /run\.mjs (\S+)$/.exec(script)?.[1] ?? []);
    expect([...COMMAND_NAMES].sort()).toEqual(started.sort());
  });

  it.each(COMMAND_NAMES)("npm run %s shows examples, which its own options and arguments accept", (name) => {
    const examples = examplesOf(commandOf(name));
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const parsed = harmless(commandOf(name)).parse(example, { from: "user" });
      expect(parsed.args.length).toBeLessThanOrEqual(example.length);
    }
  });
});

describe("an option", () => {
  const flags = { "--yes": "", "--plan": "<directory>", "--color": "[when]" };
  const below = { target: { "--branch": "<branch>" }, targets: {} };

  it.each([
    [["dev", "--yes", "--plan", "plan"]],
    [["--help"]],
    [["--plan", "--what-follows-is-a-value"]],
    [["--plan=--what-follows"]],
    [["--yes", "--", "--not-an-option"]],
    [["-"]],
  ])("is known in %j", (args) => {
    expect(unknownOption("npm run deploy", args, flags)).toBeUndefined();
  });

  it("that there is none of is named, with the nearest, and all that are allowed", () => {
    expect(unknownOption("npm run deploy", ["dev", "--plan", "x", "--yse"], flags)).toBe(
      "npm run deploy: given the option --yse (did you mean --yes?); allowed are --yes, --plan, --color, --help",
    );
    expect(unknownOption("npm run deploy", ["--verbose=1"], flags)).toBe(
      "npm run deploy: given the option --verbose; allowed are --yes, --plan, --color, --help",
    );
  });

  it("belongs to the subcommand before it", () => {
    expect(unknownOption("npm run delivery", ["target", "--branch", "main"], below)).toBeUndefined();
    expect(unknownOption("npm run delivery", ["targets", "--branch", "main"], below)).toBe(
      "npm run delivery targets: given the option --branch; allowed are --help",
    );
  });
});

it.each([
  ["deplyo", " (did you mean deploy?)"],
  ["aply", " (did you mean apply?)"],
  ["linit", " (did you mean init or lint?)"],
  ["kubernetes", ""],
])("%s is nearest to%s", (typed, expected) => {
  expect(didYouMean(typed, COMMAND_NAMES)).toBe(expected);
});
