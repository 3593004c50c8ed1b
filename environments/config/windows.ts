import { refuse, rule, text } from "./values";

const TIME = "([01]\\d|2[0-3]):[0-5]\\d";
const DAY = "(sun|mon|tue|wed|thu|fri|sat)";
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A time span of every day, in UTC, such as `03:00-04:00`; it may pass midnight. */
export const dailyWindow = text(
  new RegExp(`^${TIME}-${TIME}$`),
  'a daily time span in UTC such as "03:00-04:00"',
);

/** A time span of every week, in UTC, such as `sun:05:00-sun:06:00`. */
export const weeklyWindow = text(
  new RegExp(`^${DAY}:${TIME}-${DAY}:${TIME}$`),
  'a weekly time span in UTC such as "sun:05:00-sun:06:00"',
);

interface Span {
  /** Minutes from the start of the week (Sunday 00:00), or of the day. */
  readonly start: number;
  /** Minutes. */
  readonly length: number;
}

/**
 * A rule for a daily window and the weekly maintenance window: each long enough, and never at the same time.
 *
 * @param daily name of the field with the daily window
 * @param minimum length of both, in minutes
 */
export function separateWindows<K extends string>(
  daily: K,
  minimum: { readonly daily: number; readonly maintenance: number },
) {
  type Windows = Readonly<Record<K | "maintenanceWindow", string>>;
  return rule<Windows>([daily, "maintenanceWindow"], (payload) => {
    const { [daily]: given, maintenanceWindow }: Windows = payload.value;
    const every = parseDaily(given);
    const maintenance = parseWeekly(maintenanceWindow);
    if (every.length < minimum.daily) refuse(payload, [daily], `must last at least ${minimum.daily} minutes`);
    if (maintenance.length < minimum.maintenance || maintenance.length > DAY_MINUTES) {
      const message = `must last at least ${minimum.maintenance} minutes and at most a day`;
      refuse(payload, ["maintenanceWindow"], message);
    }
    if (overlap(every, maintenance)) {
      refuse(payload, ["maintenanceWindow"], `must not overlap ${daily} (${given}, every day)`);
    }
  });
}

/** Whether a daily window covers any of the minutes from `start` on, each day. */
export function dailyOverlap(window: string, start: number, length: number): boolean {
  return DAYS.some((_, day) => overlap(parseDaily(window), { start: day * DAY_MINUTES + start, length }));
}

function parseDaily(window: string): Span {
  const [from = 0, to = 0] = window.split("-").map(minutes);
  return { start: from, length: (to - from + DAY_MINUTES) % DAY_MINUTES };
}

function parseWeekly(window: string): Span {
  const [from = 0, to = 0] = window
    .split("-")
    .map((end) => DAYS.indexOf(end.slice(0, 3)) * DAY_MINUTES + minutes(end.slice(4)));
  return { start: from, length: (to - from + WEEK_MINUTES) % WEEK_MINUTES };
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}

function overlap(daily: Span, weekly: Span): boolean {
  return DAYS.some((_, day) => {
    const start = day * DAY_MINUTES + daily.start;
    // The week is a circle: the distance from one start to the other, both ways round.
    const ahead = (weekly.start - start + WEEK_MINUTES) % WEEK_MINUTES;
    return ahead < daily.length || (WEEK_MINUTES - ahead) % WEEK_MINUTES < weekly.length;
  });
}
