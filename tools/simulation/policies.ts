import type { Fleet, Minute } from "./fleet";

/** Something that changes the number of tasks, once a minute. */
export type Policy = (fleet: Fleet, now: number) => void;

const CPU_PERCENT = 70;
const REQUESTS_PER_TASK = 1000;
const OUT_COOLDOWN = 1;
const IN_COOLDOWN = 5;
/** Of the alarms that Application Auto Scaling makes for a policy. */
const MINUTES_ABOVE = 3;
const MINUTES_BELOW = 15;
/** Scaling in waits until a metric is a tenth below its target. */
const BELOW = 0.9;

/** How far the metrics are from their targets: 1 is on target. With several policies, the one that wants most wins. */
function load({ requests, running, cpu }: Minute): number {
  return Math.max(cpu / CPU_PERCENT, requests / running / REQUESTS_PER_TASK);
}

/** Target tracking on CPU and requests per task, with the alarms that AWS makes for it. */
export function targetTracking(): Policy {
  let out = -Infinity;
  let down = -Infinity;
  return (fleet, now) => {
    const above = fleet.history.slice(-MINUTES_ABOVE);
    const below = fleet.history.slice(-MINUTES_BELOW);
    const last = fleet.history.at(-1);
    if (last === undefined) return;
    const wanted = Math.ceil(last.running * load(last));
    if (above.length === MINUTES_ABOVE && above.every((minute) => load(minute) > 1)) {
      if (now - out < OUT_COOLDOWN || wanted <= fleet.desired) return;
      fleet.set(wanted);
      out = now;
    } else if (below.length === MINUTES_BELOW && below.every((minute) => load(minute) < BELOW)) {
      if (now - down < IN_COOLDOWN || now - out < IN_COOLDOWN || wanted >= fleet.desired) return;
      fleet.set(Math.max(wanted, fleet.desired - Math.max(1, Math.floor(fleet.desired / 4))));
      down = now;
    }
  };
}

/** The fast path: after one minute above 80 % a quarter more, above 90 % half more. */
export function fastPath(): Policy {
  let out = -Infinity;
  return (fleet, now) => {
    const last = fleet.history.at(-1);
    if (last === undefined || last.cpu <= 80 || now - out < OUT_COOLDOWN) return;
    const percent = last.cpu >= 90 ? 50 : 25;
    fleet.set(fleet.desired + Math.max(1, Math.floor((fleet.desired * percent) / 100)));
    out = now;
  };
}
