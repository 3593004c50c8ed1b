import { parseArgs } from "node:util";
import { UsageError } from "../cli/environment";

const FORMATS = ["table", "markdown", "json"] as const;
export type Format = (typeof FORMATS)[number];

/** What somebody wants to know. */
export interface Request {
  readonly environment: string | undefined;
  readonly format: Format;
  /** Whether every single charge is listed. */
  readonly details: boolean;
  /** Environment to compare with. */
  readonly diff: string | undefined;
  /** Synthesized directory of another revision to compare with. */
  readonly diffFrom: string | undefined;
  /** Synthesized directory to look at. @default the app is synthesized */
  readonly from: string | undefined;
  readonly assumptions: string | undefined;
  readonly assume: readonly string[];
  readonly regionPrices: string | undefined;
}

export const USAGE = `npm run cost -- <environment>
  --details                    every single charge
  --diff <environment>         compare with another environment
  --diff-from <cdktf.out>      compare with another revision, synthesized there
  --from <cdktf.out>           estimate what is synthesized there
  --assume <name>=<number>     another assumption; may be repeated
  --assumptions <file.json>    other assumptions
  --region-prices <file.json>  prices of other regions, or other prices
  --format table|markdown|json`;

/** @throws {UsageError} where an argument is unknown or does not fit another one */
export function parseRequest(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  const format = FORMATS.find((one) => one === values.format);
  if (format === undefined) {
    throw new UsageError(`--format: given "${values.format}"; allowed are ${FORMATS.join(", ")}`);
  }
  if (values.diff !== undefined && values["diff-from"] !== undefined) {
    throw new UsageError("--diff, --diff-from: given both; allowed is one of them");
  }
  return {
    environment: positionals[0],
    format,
    details: values.details,
    diff: values.diff,
    diffFrom: values["diff-from"],
    from: values.from,
    assumptions: values.assumptions,
    assume: values.assume,
    regionPrices: values["region-prices"],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: "string", default: "table" },
        details: { type: "boolean", default: false },
        diff: { type: "string" },
        "diff-from": { type: "string" },
        from: { type: "string" },
        assumptions: { type: "string" },
        assume: { type: "string", multiple: true, default: [] },
        "region-prices": { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}
