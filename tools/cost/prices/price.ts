/** One list price, as AWS publishes it: nothing rounded, no free tier, no discount. */
export interface Price {
  /** US dollars per unit. */
  readonly usd: number;
  readonly unit: string;
  /** The page that states the price. */
  readonly source: string;
  /** Month in which the price was seen. */
  readonly asOf: string;
}

/** Prices of one region by key, such as `nat.hour`. */
export type PriceTable = Readonly<Record<string, Price>>;

/** Prices that one page states. */
export function pricesOf(
  source: string,
  asOf: string,
  prices: Readonly<Record<string, readonly [usd: number, unit: string]>>,
): PriceTable {
  return Object.fromEntries(
    Object.entries(prices).map(([key, [usd, unit]]) => [key, { usd, unit, source, asOf }]),
  );
}

/** Hourly prices by instance class, under a common beginning of their keys. */
export function hourlyOf(
  source: string,
  asOf: string,
  prefix: string,
  classes: Readonly<Record<string, number>>,
): PriceTable {
  return pricesOf(
    source,
    asOf,
    Object.fromEntries(Object.entries(classes).map(([name, usd]) => [`${prefix}.${name}`, [usd, "hour"]])),
  );
}
