import { z } from "zod";

/** One field of a cron expression: its numbers, and names for them where there are any. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names of the values, the first for `from`. */
  readonly names?: readonly string[];
  /** Whether `?` (no value of its own) may stand here. */
  readonly open?: true;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html */
const FIELDS: readonly Field[] = [
  { name: "minutes", from: 0, to: 59 },
  { name: "hours", from: 0, to: 23 },
  { name: "day of month", from: 1, to: 31, open: true },
  { name: "month", from: 1, to: 12, names: MONTHS },
  { name: "day of week", from: 1, to: 7, names: WEEKDAYS, open: true },
  { name: "year", from: 1970, to: 2199 },
];

/** Instants without a zone, such as `2027-11-26T06:00:00`: the zone is said separately. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/**
 * What is wrong with a schedule expression; undefined where nothing is. Accepted are `cron(…)` with the six fields
 * of AWS, made of `*`, numbers, names, ranges, lists and steps, and `at(…)`. The further characters of AWS (L, W, #)
 * are left out: a mistake in them shows only when nothing is scaled.
 */
export function scheduleProblem(expression: string): string | undefined {
  const [, kind, body = ""] = /^(cron|at)\((.*)\)$/.exec(expression) ?? [];
  if (kind === "cron") return cronProblem(body);
  if (kind === "at") {
    const real = INSTANT.test(body) && isInstant(body);
    return real ? undefined : "must be a date and time such as at(2027-11-26T06:00:00)";
  }
  return "must be cron(minutes hours day-of-month month day-of-week year) or at(yyyy-mm-ddThh:mm:ss)";
}

/** `Date` turns the 31st of February into March. */
function isInstant(body: string): boolean {
  const date = new Date(`${body}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString() === `${body}.000Z`;
}

function cronProblem(body: string): string | undefined {
  const values = body.split(" ");
  if (values.length !== FIELDS.length) {
    return `must have the fields ${FIELDS.map(({ name }) => name).join(", ")}, with one space between them`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const value = values[index] ?? "";
    if (!isField(value, field)) return `must have ${allowed(field)} as ${field.name}, not ${value}`;
  }
  const open = [values[2], values[4]].filter((value) => value === "?").length;
  return open === 1 ? undefined : "must have ? as day of month or as day of week, and not as both";
}

function isField(value: string, field: Field): boolean {
  if (value === "?") return field.open === true;
  return value.split(",").every((part) => isPart(part, field));
}

/** `*`, `5`, `MON`, `1-5`, and any of them with a step: `0/15`. */
function isPart(part: string, field: Field): boolean {
  const [, range = "", step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  if (step !== undefined && Number(step) < 1) return false;
  if (range === "*") return true;
  const ends = range.split("-").map((end) => numberOf(end, field));
  const [first = NaN, last = first] = ends;
  return ends.length <= 2 && first >= field.from && last <= field.to && first <= last;
}

function numberOf(value: string, { from, names = [] }: Field): number {
  const position = names.indexOf(value);
  if (position >= 0) return from + position;
  return /^\d+$/.test(value) ? Number(value) : NaN;
}

function allowed({ from, to, names, open }: Field): string {
  const named = names === undefined ? "" : ` or ${names.join(", ")}`;
  return `*, ${from} to ${to}${named}, a-b, a/step or a list${open === undefined ? "" : ", or ?"}`;
}

/** `cron(…)` or `at(…)`, in the local time of a time zone. */
export const schedule = z.string().check((payload) => {
  const message = scheduleProblem(payload.value);
  if (message !== undefined) payload.issues.push({ code: "custom", input: payload.value, message });
});

/** A name of the IANA time zone database, in its own spelling: AWS refuses others. */
export const timezone = z
  .string()
  .refine(isTimezone, 'must be an IANA time zone such as "UTC" or "Europe/Berlin"');

function isTimezone(name: string): boolean {
  // `Intl` also takes offsets, abbreviations and any case.
  if (!/^(UTC|[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z_+-]*[\w+-]*)+)$/.test(name)) return false;
  // A list is at hand at once, a format takes 15 ms to be made; older names are only known to the latter.
  if (name === "UTC" || Intl.supportedValuesOf("timeZone").includes(name)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
