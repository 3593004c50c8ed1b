import autocannon from "autocannon";
import { Balancer } from "./balancer.js";
import { Process, type Variables } from "./processes.js";

const connections = 50;

/** Requests per second that a path answers; throws when one fails. */
async function throughput(port: number, paths: readonly string[], seconds: number): Promise<number> {
  const result = await autocannon({
    url: `http://127.0.0.1:${String(port)}`,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ path })),
  });
  const failed = failures(result);
  if (failed > 0) throw new Error(`${String(failed)} requests failed while measuring ${paths[0] ?? ""}`);
  return result.requests.total / result.duration;
}

function failures(result: autocannon.Result): number {
  return result.errors + result.timeouts + result["4xx"] + result["5xx"];
}

export interface Contestant {
  readonly port: number;
  readonly paths: readonly string[];
}

/**
 * Throughput of each contestant relative to the yardstick. They take turns within short rounds, and the median over
 * the rounds counts: what else the machine does at a time hits all of a round alike.
 */
export async function ratios(
  yardstick: Contestant,
  contestants: readonly Contestant[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<{ yardstick: number; ratios: number[] }> {
  for (const { port, paths } of [yardstick, ...contestants]) await throughput(port, paths, seconds);
  const yardsticks: number[] = [];
  const seen = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    const before = await throughput(yardstick.port, yardstick.paths, seconds);
    const measured: number[] = [];
    for (const { port, paths } of contestants) measured.push(await throughput(port, paths, seconds));
    const after = await throughput(yardstick.port, yardstick.paths, seconds);
    const reference = (before + after) / 2;
    yardsticks.push(reference);
    measured.forEach((value, index) => seen[index]?.push(value / reference));
  }
  return { yardstick: median(yardsticks), ratios: seen.map(median) };
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
