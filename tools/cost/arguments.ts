import { Option } from "@commander-js/extra-typings";
import { collect, command } from "../cli/command";
import { ENVIRONMENT } from "../cli/environment";

const FORMATS = ["table", "markdown", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** What somebody wants to know. */
export interface Request {
  readonly environment: string;
  readonly format: Format;
  /** Whether every single charge is listed. */
  readonly details: boolean;
  /** Environment to compare with. */
  readonly diff?: string | undefined;
  /** Synthesized directory of another revision to compare with. */
  readonly diffFrom?: string | undefined;
  /** Synthesized directory to look at. @default the app is synthesized */
  readonly from?: string | undefined;
  readonly assumptions?: string | undefined;
  readonly assume: readonly string[];
  readonly regionPrices?: string | undefined;
}

/** `npm run cost`. */
export function costCommand() {
  return command("cost", {
    summary: "Estimates what an environment costs in a month, from what is synthesized (docs/cost.md).",
    examples: ["dev", "dev --details", "dev --diff prod", "dev --assume natGb=100"],
  })
    .argument(...ENVIRONMENT)
    .option("--details", "every single charge", false)
    .option("--diff <environment>", "compare with another environment")
    .addOption(
      new Option("--diff-from <cdktf.out>", "compare with another revision, synthesized there").conflicts(
        "diff",
      ),
    )
    .option("--from <cdktf.out>", "estimate what is synthesized there")
    .option("--assume <name=number>", "another assumption; may be repeated", collect, [])
    .option("--assumptions <file.json>", "other assumptions")
    .option("--region-prices <file.json>", "prices of other regions, or other prices")
    .addOption(new Option("--format <format>").choices(FORMATS).default("table" as const));
}

/**
 * What was asked for. Where an argument is unknown or does not fit another one, the process ends with a sentence.
 *
 * @param args as typed after `npm run cost --` @default what was typed
 */
export function parseRequest(args?: readonly string[], parser = costCommand()): Request {
  if (args === undefined) parser.parse();
  else parser.parse(args, { from: "user" });
  return { environment: parser.processedArgs[0], ...parser.opts() };
}
