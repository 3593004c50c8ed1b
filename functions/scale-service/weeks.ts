const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

/** Length of a slot, in minutes: the finest data that CloudWatch keeps for weeks (63 days). */
export const SLOT_MINUTES = 5;

/** The start of the slot that an instant is in. */
export function slotOf(instant: Date): Date {
  const length = SLOT_MINUTES * MINUTE_MS;
  return new Date(Math.floor(instant.getTime() / length) * length);
}

/** The same time of week some weeks ago, by the clocks of a time zone: summer time does not shift it. */
export function weeksBefore(instant: Date, weeks: number, timezone: string): Date {
  const before = new Date(instant.getTime() - weeks * WEEK_MS);
  return new Date(before.getTime() + offset(instant, timezone) - offset(before, timezone));
}

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function offset(instant: Date, timezone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  return local - Math.floor(instant.getTime() / MINUTE_MS) * MINUTE_MS;
}
