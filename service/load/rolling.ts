import autocannon from "autocannon";
import { Balancer } from "./balancer.js";
import { failures } from "./cost.js";
import { Process, type Program, type Variables } from "./processes.js";

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
  web: Program,
  variables: Variables,
  logFile: string,
  paths: readonly string[],
  { amount, rate, restarts }: { amount: number; rate: number; restarts: number },
): Promise<Rolling> {
  const start = (): Promise<Process> => Process.start(web, variables, logFile);
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
