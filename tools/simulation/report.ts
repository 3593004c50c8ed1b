import { simulate, STRATEGIES } from "./simulate";
import { type Kind, KINDS } from "./traffic";

/** Those of the tables in docs/scaling.md. */
export const SEEDS = [1, 2, 3, 4, 5];

/**
 * A table for each kind of traffic.
 *
 * @param outcomesOf what comes out of a kind of traffic and a seed
 */
export function report(seeds: readonly number[], outcomesOf = simulate): string {
  const kinds = Object.entries(KINDS) as [Kind, string][];
  return kinds.map(([kind, title]) => `${title}:\n\n${table(kind, seeds, outcomesOf)}`).join("\n\n");
}

/** Outcomes of several seeds, added up, as a table in Markdown. */
function table(kind: Kind, seeds: readonly number[], outcomesOf: typeof simulate): string {
  const all = seeds.map((seed) => outcomesOf(kind, seed));
  const rows = Object.keys(STRATEGIES).map((strategy, index) => {
    const total = (of: "requests" | "late" | "dropped" | "taskHours") =>
      all.reduce((sum, outcomes) => sum + (outcomes[index]?.[of] ?? 0), 0);
    const share = (part: number) => `${((100 * part) / total("requests")).toFixed(3)} %`;
    return `| ${strategy} | ${share(total("late"))} | ${share(total("dropped"))} | ${Math.round(total("taskHours") / seeds.length)} |`;
  });
  return ["| policies | late | dropped | task-hours |", "| -- | --: | --: | --: |", ...rows].join("\n");
}
