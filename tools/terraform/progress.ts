import type { Say } from "../cli/stages";

const ANSI = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** Picks what is running now out of Terraform's lines: `aws_vpc.vpc: Creating...`. */
export function resourceProgress(say: Say): (line: string) => void {
  return (line) => {
    const match =
      /(?<address>[a-z]\w*\.[\w-]+): (?<action>Creating|Destroying|Modifying|Still \w+|Creation|Destruction)/.exec(
        line.replace(ANSI, ""),
      );
    if (match?.groups !== undefined)
      say(`${match.groups["action"] ?? ""} ${match.groups["address"] ?? ""}`.toLowerCase());
  };
}
