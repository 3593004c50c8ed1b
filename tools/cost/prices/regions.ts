import { readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../../cli/environment";
import { CACHE } from "./cache";
import { COMPUTE } from "./compute";
import { DATABASE } from "./database";
import { NETWORK } from "./network";
import { OPERATIONS } from "./operations";
import type { PriceTable } from "./price";
import { SEARCH } from "./search";
import { SECURITY } from "./security";

/** AWS lists the same prices for N. Virginia and Oregon, for everything that the platform creates. */
const VIRGINIA_AND_OREGON: PriceTable = {
  ...NETWORK,
  ...COMPUTE,
  ...DATABASE,
  ...CACHE,
  ...SEARCH,
  ...OPERATIONS,
  ...SECURITY,
};

/** Prices by region. */
export type PriceBook = Readonly<Record<string, PriceTable>>;

export const PRICES: PriceBook = {
  "us-east-1": VIRGINIA_AND_OREGON,
  "us-west-2": VIRGINIA_AND_OREGON,
};

/** Keys of which there is one for each instance class; all others are listed. */
const BY_CLASS = /^(rds\.(postgres|mysql)|aurora|cache\.(redis|valkey)|search)\.[a-z0-9.-]+$/;
/** Prices that the platform can use, but that no public copy of the price list stated. */
const KNOWN_UNKNOWNS: Readonly<Record<string, string>> = {
  "insights.vcpu": "vCPU and month, for the whole retention time",
  "insights.acu": "ACU and month, for the whole retention time",
};

const file = z.record(
  z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as eu-central-1"),
  z.record(z.string(), z.number().nonnegative()),
);

/** The unit of a price by its key; undefined for a key that no resource uses. */
export function unitOf(key: string): string | undefined {
  return VIRGINIA_AND_OREGON[key]?.unit ?? KNOWN_UNKNOWNS[key] ?? (BY_CLASS.test(key) ? "hour" : undefined);
}

/**
 * Adds prices of a file to the book: `{ "eu-central-1": { "nat.hour": 0.052, … } }`, US dollars per unit of the
 * key. They replace those of a region that is in the book already.
 *
 * @throws {UsageError} where the file is no such file, or names a price that nothing uses
 */
export function withPricesOf(path: string, book: PriceBook): PriceBook {
  const parsed = file.safeParse(readJson(path));
  if (!parsed.success) {
    // What is wrong with a key is said one level below.
    const problems = parsed.error.issues.map((issue) => {
      const told = issue.code === "invalid_key" ? issue.issues : [issue];
      return `${issue.path.join(".")}: ${told.map(({ message }) => message).join("; ")}`;
    });
    throw new UsageError(`${path}: ${problems.join("; ")}`);
  }
  const asOf = new Date().toISOString().slice(0, 7);
  const added = Object.entries(parsed.data).map(([region, prices]) => {
    const table = Object.entries(prices).map(([key, usd]) => {
      const unit = unitOf(key);
      if (unit !== undefined) return [key, { usd, unit, source: path, asOf }] as const;
      throw new UsageError(
        `${path}: ${region}.${key}: given a price that nothing uses; allowed are ${Object.keys(
          VIRGINIA_AND_OREGON,
        )
          .filter((known) => !BY_CLASS.test(known) || known.endsWith(".gb"))
          .join(", ")}, ${Object.keys(KNOWN_UNKNOWNS).join(", ")} and one for each instance class`,
      );
    });
    return [region, { ...book[region], ...Object.fromEntries(table) }] as const;
  });
  return { ...book, ...Object.fromEntries(added) };
}

/** @throws {UsageError} where there are no prices for the region; the message names those there are */
export function pricesIn(region: string, book: PriceBook): PriceTable {
  const table = book[region];
  if (table !== undefined) return table;
  throw new UsageError(
    `prices: given region ${region}; known are ${Object.keys(book).join(", ")}. Others: --region-prices <file>`,
  );
}

/** @throws {UsageError} */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
