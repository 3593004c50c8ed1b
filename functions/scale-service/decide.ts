/** Tasks that were needed, slot by slot from the time of week that it is now; undefined where nobody knows. */
export type Week = readonly (number | undefined)[];

export interface Situation {
  /** Bounds of the minimum. */
  readonly min: number;
  readonly max: number;
  /** The minimum that holds now. */
  readonly current: number;
  /** What the same slots of past weeks needed. */
  readonly weeks: readonly Week[];
  /** Slots from now on for which the minimum is raised, at least 1. */
  readonly lead: number;
  /** Slots from now on that the minimum must not be needed again to be lowered, at least `lead`. */
  readonly hold: number;
  /** Added to what past weeks needed, in percent. */
  readonly headroomPercent: number;
}

export interface Decision {
  readonly minimum: number;
  readonly reason: "raised" | "lowered" | "kept" | "too little is known";
  /** Tasks that will be needed within `lead`, and within `hold`; undefined where too little is known. */
  readonly soon?: number;
  readonly later?: number;
  /** Weeks that counted. */
  readonly known: number;
}

/** Of this many weeks the one with most demand is left out: something unusual happens once, not every week. */
const WEEKS_PER_OUTLIER = 4;

/**
 * The minimum that a service should have now. Demand that comes soon raises it at once. It is lowered only to what
 * is needed within the longer time, so that it does not go down and up again between two peaks. Where fewer than two
 * weeks are known, or the only one that is asked for is not, nothing changes.
 */
export function decide({ min, max, current, weeks, lead, hold, headroomPercent }: Situation): Decision {
  const within = (tasks: number) => Math.min(Math.max(tasks, min), max);
  const known = weeks.filter((week) => isKnown(week.slice(0, hold), hold));
  if (known.length < Math.min(2, weeks.length) || known.length === 0) {
    return { minimum: within(current), reason: "too little is known", known: known.length };
  }
  const need = (slots: number) => {
    const usual = usually(known.map((week) => peak(week.slice(0, slots))));
    // What is a whole number on paper must not be rounded up because it is not quite one in binary.
    return Math.ceil(Math.round(usual * (100 + headroomPercent) * 1e4) / 1e6);
  };
  const soon = need(lead);
  const later = need(hold);
  const minimum = within(Math.min(Math.max(current, soon), later));
  const reason = minimum > current ? "raised" : minimum < current ? "lowered" : "kept";
  return { minimum, reason, soon, later, known: known.length };
}

/** A gap here and there says nothing; where a third is missing, the peak may be. */
function isKnown(week: Week, slots: number): boolean {
  return week.filter((tasks) => tasks !== undefined).length * 3 >= slots * 2;
}

function peak(week: Week): number {
  return Math.max(0, ...week.map((tasks) => tasks ?? 0));
}

/** What all weeks but the outliers stay within. */
function usually(peaks: readonly number[]): number {
  const descending = [...peaks].sort((a, b) => b - a);
  return descending[Math.floor(peaks.length / WEEKS_PER_OUTLIER)] ?? 0;
}
