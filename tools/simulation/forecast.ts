import { decide, type Week } from "../../functions/scale-service/decide";
import { tasksNeeded } from "../../functions/scale-service/demand";
import { SLOT_MINUTES } from "../../functions/scale-service/weeks";
import type { Fleet } from "./fleet";
import type { Policy } from "./policies";
import { MINUTES_PER_WEEK } from "./traffic";

/** The defaults of `scaling.predictive`, in slots. */
const WEEKS = 4;
const LEAD = 15 / SLOT_MINUTES;
const HOLD = 60 / SLOT_MINUTES;
const HEADROOM_PERCENT = 10;
const TARGETS = { cpuPercent: 70, requests: { loadBalancer: "", targetGroup: "", perTask: 1000 } };

/** The scaling function's own decision, every five minutes, from what this fleet's metrics were in past weeks. */
export function forecast(min: number, max: number): Policy {
  return (fleet, now) => {
    if (now % SLOT_MINUTES !== 0) return;
    const weeks = Array.from({ length: WEEKS }, (_, week) =>
      demand(fleet, now - (week + 1) * MINUTES_PER_WEEK),
    );
    const situation = { min, max, weeks, lead: LEAD, hold: HOLD, headroomPercent: HEADROOM_PERCENT };
    fleet.minimum = decide({ ...situation, current: fleet.minimum }).minimum;
  };
}

function demand(fleet: Fleet, start: number): Week {
  if (start < 0) return [];
  return Array.from({ length: HOLD }, (_, slot) => {
    const minutes = fleet.history.slice(start + slot * SLOT_MINUTES, start + (slot + 1) * SLOT_MINUTES);
    const sum = (of: "running" | "cpu" | "requests") =>
      minutes.reduce((total, minute) => total + minute[of], 0);
    const average = (of: "running" | "cpu") => sum(of) / minutes.length;
    return tasksNeeded(TARGETS, {
      running: average("running"),
      cpu: average("cpu"),
      requests: sum("requests"),
    });
  });
}
