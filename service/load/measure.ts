import autocannon from "autocannon";
import { Balancer } from "./balancer.js";
import { Process, type Variables } from "./processes.js";

const connections = 50;

interface Sample {
  /** Requests per second. */
  readonly throughput: number;
  /** Requests per second of processor time; NaN where that cannot be measured. */
  readonly efficiency: number;
  /** Processors the server had: near 1 when nothing else kept it from working. */
  readonly share: number;
}

/** Asks for the paths in turn, as fast as possible; throws when a request fails. */
async function sample({ process, paths }: Contestant, seconds: number): Promise<Sample> {
  const before = process.processorTime ?? Number.NaN;
  const started = performance.now();
  const result = await autocannon({
    url: `http://127.0.0.1:${String(process.port)}`,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ path })),
  });
  const elapsed = (performance.now() - started) / 1000;
  const used = (process.processorTime ?? Number.NaN) - before;
  const failed = failures(result);
  if (failed > 0) throw new Error(`${String(failed)} requests failed while measuring ${paths[0] ?? ""}`);
  const { total } = result.requests;
  return { throughput: total / elapsed, efficiency: total / used, share: used / elapsed };
}

function failures(result: autocannon.Result): number {
  return result.errors + result.timeouts + result["4xx"] + result["5xx"];
}

export interface Contestant {
  readonly process: Process;
  readonly paths: readonly string[];
}

/** Relative to the yardstick. */
export interface Ratio {
  readonly throughput: number;
  readonly efficiency: number;
}

export interface Comparison {
  readonly yardstick: Sample;
  readonly ratio: Ratio;
}

/**
 * Compares a contestant with a yardstick. They take turns within short rounds, and the median over the rounds counts:
 * what else the machine does at a time hits both of a round alike.
 */
export async function compare(
  yardstick: Contestant,
  contestant: Contestant,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Comparison> {
  for (const one of [yardstick, contestant]) await sample(one, 2 * seconds);
  const yardsticks: Sample[] = [];
  const ratios: Ratio[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const reference = await sample(yardstick, seconds);
    yardsticks.push(reference);
    const { throughput, efficiency } = await sample(contestant, seconds);
    ratios.push({
      throughput: throughput / reference.throughput,
      efficiency: efficiency / reference.efficiency,
    });
  }
  return {
    yardstick: {
      throughput: median(yardsticks.map(({ throughput }) => throughput)),
      efficiency: median(yardsticks.map(({ efficiency }) => efficiency)),
      share: median(yardsticks.map(({ share }) => share)),
    },
    ratio: {
      throughput: median(ratios.map(({ throughput }) => throughput)),
      efficiency: median(ratios.map(({ efficiency }) => efficiency)),
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface Rolling {
  readonly sent: number;
  readonly failed: number;
  readonly restarts: number;
  /** Answers by path. */
  readonly redirects: number;
  /** Exit codes other than 0. */
  readonly badExits: number;
}

/** Sends requests through a load balancer while the process behind it is replaced again and again. */
export async function rolling(
  variables: Variables,
  logFile: string,
  paths: readonly string[],
  { amount, rate, restarts }: { amount: number; rate: number; restarts: number },
): Promise<Rolling> {
  const start = (): Promise<Process> => Process.start("../dist/main.js", ["web"], variables, logFile);
  const balancer = new Balancer();
  const port = await balancer.listen();
  let current = await start();
  balancer.add(current.port);
  const progress = { finished: false };
  const load = autocannon({
    url: `http://127.0.0.1:${String(port)}`,
    connections: 20,
    amount,
    overallRate: rate,
    requests: paths.map((path) => ({ path })),
  }).then((result) => {
    progress.finished = true;
    return result;
  });
  let done = 0;
  let badExits = 0;
  while (done < restarts && !progress.finished) {
    const next = await start();
    balancer.add(next.port);
    const exit = await current.stop();
    balancer.remove(current.port);
    if (exit !== 0) badExits += 1;
    current = next;
    done += 1;
  }
  const result = await load;
  if ((await current.stop()) !== 0) badExits += 1;
  balancer.close();
  return {
    sent: result.requests.sent,
    failed: failures(result),
    redirects: result["3xx"],
    restarts: done,
    badExits,
  };
}
