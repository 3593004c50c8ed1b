export const MINUTES_PER_WEEK = 7 * 24 * 60;

/** Requests per minute over the day of an office, by the hour; between two hours it changes evenly. */
const WEEKDAY = [
  300, 250, 200, 200, 250, 400, 900, 2200, 6200, 7400, 7800, 7600, 6600, 6900, 7500, 7300, 6400, 5000, 3600, 2800, 2200,
  1500, 900, 500,
]; // prettier-ignore
const WEEKEND = WEEKDAY.map((requests, hour) => (hour < 9 ? requests * 0.5 : requests * 0.3));

/** Traffic grows a little from week to week. */
const GROWTH_PER_WEEK = 1.03;
const SPIKES_PER_WEEK = 4;

/** On weekdays at nine traffic is this many times what it would be, and back to normal half an hour later. */
const NEWSLETTER = { hour: 9, factor: 3, minutes: 30 };

export const KINDS = {
  smooth: "Office hours, and spikes that nobody foresees",
  newsletter: "The same, and a newsletter on weekdays at nine",
} as const;

export type Kind = keyof typeof KINDS;

/**
 * Requests in each minute of some weeks, from Monday 0:00: the same pattern every week, with noise, some growth, and
 * spikes at any time, that make traffic two to four times what it is for a quarter of an hour. The same seed gives
 * the same traffic.
 */
export function traffic(kind: Kind, weeks: number, seed: number): number[] {
  const random = generator(seed);
  const requests = Array.from({ length: weeks * MINUTES_PER_WEEK }, (_, minute) => {
    const growth = GROWTH_PER_WEEK ** Math.floor(minute / MINUTES_PER_WEEK);
    return Math.round(
      pattern(minute) * (kind === "newsletter" ? newsletter(minute) : 1) * growth * (0.9 + 0.2 * random()),
    );
  });
  for (let spike = 0; spike < weeks * SPIKES_PER_WEEK; spike += 1) {
    const start = Math.floor(random() * requests.length);
    const factor = 2 + 2 * random();
    for (let minute = start; minute < Math.min(start + 15, requests.length); minute += 1) {
      requests[minute] = Math.round((requests[minute] ?? 0) * factor);
    }
  }
  return requests;
}

function pattern(minute: number): number {
  const day = Math.floor(minute / (24 * 60)) % 7;
  const hours = day < 5 ? WEEKDAY : WEEKEND;
  const hour = Math.floor(minute / 60) % 24;
  const part = (minute % 60) / 60;
  return (hours[hour] ?? 0) * (1 - part) + (hours[(hour + 1) % 24] ?? 0) * part;
}

/** Everybody opens it at once, and few an hour later. */
function newsletter(minute: number): number {
  const weekday = Math.floor(minute / (24 * 60)) % 7 < 5;
  const since = (minute % (24 * 60)) - NEWSLETTER.hour * 60;
  if (!weekday || since < 0 || since >= NEWSLETTER.minutes) return 1;
  return NEWSLETTER.factor - ((NEWSLETTER.factor - 1) * since) / NEWSLETTER.minutes;
}

/** mulberry32: small, fast, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
