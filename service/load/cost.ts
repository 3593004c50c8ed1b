import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import type { Process } from "./processes.js";

const connections = 20;
/** Requests of one sample: enough for what connecting costs not to count. */
const sampleSize = 2000;

export interface Contestant {
  readonly name: string;
  readonly process: Process;
  readonly paths: readonly string[];
}

/** What a request costs a server. */
export interface Cost {
  readonly name: string;
  /** Processor time of the request in microseconds, user and system: the median of all samples. */
  readonly microseconds: number;
  /** Requests for the same processor time, as a multiple of the yardstick's: the median of the pairs. */
  readonly ratio: number;
  /** Interval in which the true median of the ratio is with a probability of 95 %. */
  readonly interval: readonly [number, number];
}

export function failures(result: autocannon.Result): number {
  return result.errors + result.timeouts + result["4xx"] + result["5xx"];
}

/** Time in ms that a server is watched without requests. */
const idleMs = 3000;

/** A server, and what it uses without requests: microseconds of processor time in a millisecond. */
interface Measured extends Contestant {
  readonly idle: number;
}

/** Timers, health checks, metrics: work that goes by the clock would count more, the busier the machine is. */
async function watchIdle(contestant: Contestant): Promise<Measured> {
  const { process } = contestant;
  const [before, started] = [await process.processorTime(), performance.now()];
  await sleep(idleMs);
  const used = (await process.processorTime()) - before;
  return { ...contestant, idle: used / (performance.now() - started) };
}

/** Processor time of the server for one request, in microseconds; throws when a request fails. */
async function sample({ process, paths, name, idle = 0 }: Contestant & { idle?: number }): Promise<number> {
  const [before, started] = [await process.processorTime(), performance.now()];
  const result = await autocannon({
    url: `http://127.0.0.1:${String(process.port)}`,
    connections,
    amount: sampleSize,
    requests: paths.map((path) => ({ path })),
  });
  const elapsed = performance.now() - started;
  const used = (await process.processorTime()) - before - idle * elapsed;
  const failed = failures(result);
  if (failed > 0) throw new Error(`${String(failed)} requests failed while measuring ${name}`);
  return used / sampleSize;
}

/**
 * Compares what requests cost with the yardstick's. Processor time of the server is measured, which does not count
 * what other processes take, less what the server uses without requests. What it does feel of them, such as caches that they fill, hits both of a pair alike: each
 * sample stands between two of the yardstick, and the median of many such ratios counts.
 */
export async function compareCosts(
  givenYardstick: Contestant,
  givenContestants: readonly Contestant[],
  rounds: number,
): Promise<Cost[]> {
  // The compiler of V8 needs some thousand requests.
  for (const one of [givenYardstick, ...givenContestants]) for (let i = 0; i < 3; i += 1) await sample(one);
  const [yardstick, ...contestants] = await Promise.all([
    watchIdle(givenYardstick),
    ...givenContestants.map(watchIdle),
  ]);
  const references: number[] = [];
  const samples = contestants.map(() => ({ costs: [] as number[], ratios: [] as number[] }));
  let before = await sample(yardstick);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const cost = await sample(contestant);
      const after = await sample(yardstick);
      references.push(after);
      samples[index]?.costs.push(cost);
      samples[index]?.ratios.push((before + after) / 2 / cost);
      before = after;
    }
  }
  const measured = contestants.map(({ name }, index): Cost => {
    const { costs = [], ratios = [] } = samples[index] ?? {};
    return { name, microseconds: median(costs), ratio: median(ratios), interval: medianInterval(ratios) };
  });
  return [
    { name: yardstick.name, microseconds: median(references), ratio: 1, interval: [1, 1] },
    ...measured,
  ];
}

function median(values: readonly number[]): number {
  return sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** By the ranks that a binomial distribution gives, whatever the values are distributed like. */
function medianInterval(values: readonly number[]): [number, number] {
  const margin = (1.96 * Math.sqrt(values.length)) / 2;
  const low = Math.max(0, Math.floor(values.length / 2 - margin));
  const inOrder = sorted(values);
  return [inOrder[low] ?? Number.NaN, inOrder[values.length - 1 - low] ?? Number.NaN];
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
