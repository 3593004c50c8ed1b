const DAYS_OF_WEEK = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MINUTES = 7 * 24 * 60;

/** Bounds that hold from a schedule's times on, until the next schedule. */
export interface ScheduledBounds {
  /** Such as `cron(0 22 ? * MON-FRI *)`. */
  readonly schedule: string;
  readonly min: number;
  readonly max: number;
}

/**
 * Average bounds over a week. Schedules that do not repeat every week (a single date, a month) are left out: they
 * hardly matter in a month. All are taken to be in one time zone.
 *
 * @param otherwise what holds where no schedule does
 */
export function weeklyAverage(
  schedules: readonly ScheduledBounds[],
  otherwise: { readonly min: number; readonly max: number },
): { readonly min: number; readonly max: number } {
  const changes = schedules
    .flatMap(({ schedule, min, max }) => timesOfWeek(schedule).map((at) => ({ at, min, max })))
    .sort((a, b) => a.at - b.at);
  const last = changes.at(-1);
  if (last === undefined) return otherwise;
  let [min, max] = [0, 0];
  // What the last change of a week set holds until the first one of the next.
  [{ ...last, at: 0 }, ...changes].forEach((change, index, all) => {
    const minutes = (all[index + 1]?.at ?? MINUTES) - change.at;
    min += (change.min * minutes) / MINUTES;
    max += (change.max * minutes) / MINUTES;
  });
  return { min, max };
}

/** Minutes of the week, from Sunday 0:00 on, at which a schedule strikes. */
export function timesOfWeek(schedule: string): number[] {
  const [minutes = "", hours = "", day = "", month = "", weekday = "", year = ""] =
    /^cron\((.*)\)$/.exec(schedule)?.[1]?.split(" ") ?? [];
  if (!["*", "?"].includes(day) || month !== "*" || year !== "*") return [];
  const days = values(weekday === "?" ? "*" : weekday, 1, 7).map((number) => number - 1);
  return days.flatMap((d) =>
    values(hours, 0, 23).flatMap((hour) =>
      values(minutes, 0, 59).map((minute) => (d * 24 + hour) * 60 + minute),
    ),
  );
}

/** The numbers of a field: `*`, `5`, `MON-FRI`, `0/15`, and lists of these. */
function values(field: string, from: number, to: number): number[] {
  return field.split(",").flatMap((part) => {
    const [range = "", step] = part.split("/");
    const [first = from, last = step === undefined ? first : to] =
      range === "*" ? [from, to] : range.split("-").map(number);
    const all: number[] = [];
    for (let value = first; value <= last; value += Number(step ?? 1)) all.push(value);
    return all;
  });
}

function number(text: string): number {
  const day = DAYS_OF_WEEK.indexOf(text);
  return day >= 0 ? day + 1 : Number(text);
}
