import { COMPONENTS, type Component } from "./charge";
import { type Estimate, type Line, sum } from "./estimate";

/** What something costs a month, before and after. */
export interface Change {
  readonly before: number;
  readonly after: number;
  readonly difference: number;
}

/** Two estimates side by side. */
export interface Comparison {
  readonly before: Estimate;
  readonly after: Estimate;
  readonly total: Change;
  readonly account: Change;
  readonly components: readonly (readonly [Component, Change])[];
  /** Resources that cost something else, the largest difference first; those of the account too. */
  readonly resources: readonly (readonly [name: string, Change])[];
}

/** Differences below a hundredth of a cent come from adding up in another order. */
const NOTICEABLE = 0.0001;

export function compare(before: Estimate, after: Estimate): Comparison {
  const change = (pick: (estimate: Estimate) => readonly Line[]): Change => {
    const [old, current] = [sum(pick(before)).total, sum(pick(after)).total];
    return { before: old, after: current, difference: current - old };
  };
  const everything = ({ lines, accountLines }: Estimate) => [...lines, ...accountLines];
  const names = new Set([before, after].flatMap((one) => everything(one).map((line) => nameOf(line, one))));
  const noticed = ({ difference }: Change) => Math.abs(difference) >= NOTICEABLE;
  return {
    before,
    after,
    total: change(({ lines }) => lines),
    account: change(({ accountLines }) => accountLines),
    components: COMPONENTS.map(
      (name) => [name, change(({ lines }) => lines.filter(({ component }) => component === name))] as const,
    ).filter(([, { before: old, after: current }]) => old > 0 || current > 0),
    resources: [...names]
      .map(
        (name) =>
          [name, change((one) => everything(one).filter((line) => nameOf(line, one) === name))] as const,
      )
      .filter(([, one]) => noticed(one))
      .sort(([, a], [, b]) => Math.abs(b.difference) - Math.abs(a.difference)),
  };
}

/** Stack and resource, without the environment's name: the same in two environments. */
function nameOf({ stack, resource }: Line, { environment }: Estimate): string {
  const short = stack.startsWith(`${environment}-`) ? stack.slice(environment.length + 1) : stack.slice(13);
  return `${short}: ${resource}`;
}
