import { Fleet } from "./fleet";
import { forecast } from "./forecast";
import { fastPath, type Policy, targetTracking } from "./policies";
import { type Kind, MINUTES_PER_WEEK, traffic } from "./traffic";

const MIN = 2;
const MAX = 40;
/** Weeks that are history when the week begins that counts. */
const HISTORY_WEEKS = 4;

/** What is compared, by its title. Every policy keeps its own memory, so each run gets new ones. */
export const STRATEGIES: Readonly<Record<string, () => Policy[]>> = {
  "target tracking": () => [targetTracking()],
  "target tracking, fast path": () => [targetTracking(), fastPath()],
  "target tracking, forecast": () => [targetTracking(), forecast(MIN, MAX)],
  "target tracking, fast path, forecast": () => [targetTracking(), fastPath(), forecast(MIN, MAX)],
};

export interface Outcome {
  readonly strategy: string;
  /** Requests of the week. */
  readonly requests: number;
  /** Of which waited for more than a minute, and were dropped. */
  readonly late: number;
  readonly dropped: number;
  readonly taskHours: number;
}

/** The fifth week of some traffic under each strategy. The same seed gives the same outcomes. */
export function simulate(kind: Kind, seed: number): Outcome[] {
  const requests = traffic(kind, HISTORY_WEEKS + 1, seed);
  return Object.entries(STRATEGIES).map(([strategy, policies]) => {
    const fleet = new Fleet(MIN, MAX);
    const active = policies();
    requests.forEach((count, minute) => {
      for (const policy of active) policy(fleet, minute);
      fleet.serve(count);
    });
    const week = fleet.history.slice(-MINUTES_PER_WEEK);
    const total = (of: "requests" | "late" | "dropped" | "running") =>
      week.reduce((sum, minute) => sum + minute[of], 0);
    return {
      strategy,
      requests: total("requests"),
      late: total("late"),
      dropped: total("dropped"),
      taskHours: Math.round(total("running") / 60),
    };
  });
}
