import { z } from "zod";
import { schedule, timezone } from "./schedule";
import { namePart, refuse, rule, section, whole } from "./values";

const cooldowns = {
  scaleOutCooldownSeconds: whole(0, 3600)
    .default(60)
    .describe("Time after adding tasks before more are added."),
  scaleInCooldownSeconds: whole(0, 3600)
    .default(300)
    .describe("Time after removing tasks before more are removed."),
};

export const requests = section({
  enabled: z.boolean().default(true).describe("Whether requests count."),
  perTask: whole(1, 1_000_000)
    .default(1000)
    .describe("Requests per task and minute that scaling aims at; measure what a task can do."),
  ...cooldowns,
});

export const backlog = section({
  enabled: z.boolean().default(true).describe("Whether waiting messages count."),
  perTask: whole(1, 1_000_000)
    .default(100)
    .describe(
      "Waiting messages per task that scaling aims at: the delay that is acceptable, divided by the time one message takes.",
    ),
  ...cooldowns,
});

/**
 * The fast path. Bounds are percent of CPU, of which a task has 100.
 * At most 20 steps: https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-quotas.html
 */
const step = section({
  enabled: z.boolean().default(true).describe("Whether there is a fast path besides target tracking."),
  minutes: whole(1, 10).default(1).describe("Minutes in a row that CPU use must be above the first step."),
  cooldownSeconds: whole(0, 3600).default(60).describe("Time after adding tasks before more are added."),
  steps: z
    .array(
      section({
        abovePercent: whole(1, 99).describe("CPU use of the tasks from which this step counts, in percent."),
        addPercent: whole(1, 1000).describe(
          "Tasks that are added, in percent of those there are; at least 1.",
        ),
      }),
    )
    .min(1, "must have at least one step")
    .max(20, "must have at most 20 steps: a policy holds no more")
    .default([
      { abovePercent: 80, addPercent: 25 },
      { abovePercent: 90, addPercent: 50 },
    ])
    .describe("How many tasks are added, by how far CPU use is above."),
}).check(
  rule(["steps"], (payload) => {
    payload.value.steps.forEach(({ abovePercent, addPercent }, index, steps) => {
      const before = steps[index - 1];
      if (before === undefined) return;
      if (abovePercent <= before.abovePercent) {
        const message = `must be above that of the step before (${before.abovePercent})`;
        refuse(payload, ["steps", index, "abovePercent"], message);
      }
      if (addPercent < before.addPercent) {
        const message = `must be at least that of the step before (${before.addPercent})`;
        refuse(payload, ["steps", index, "addPercent"], message);
      }
    });
  }),
);

const scheduled = section({
  name: namePart(2, 32).describe("Unique within the service."),
  schedule: schedule.describe("When: cron(0 20 ? * MON-FRI *), or once: at(2027-11-26T06:00:00)."),
  timezone: timezone.default("UTC").describe("Whose local time that is; summer time is followed."),
  min: whole(0, 1000).optional().describe("Fewest tasks from then on. Default: the service's min."),
  max: whole(0, 1000).optional().describe("Most tasks from then on. Default: the service's max."),
});

const predictive = section({
  weeks: whole(1, 8)
    .default(4)
    .describe("Past weeks that are looked at. CloudWatch keeps five-minute data for nine."),
  timezone: timezone.default("UTC").describe("Local time in which the hours of two weeks are the same hour."),
  everyMinutes: whole(1, 60).default(5).describe("How often the minimum is decided anew."),
  leadMinutes: whole(5, 120).default(15).describe("How long before it is needed the minimum is raised."),
  holdMinutes: whole(5, 360)
    .default(60)
    .describe("The minimum is lowered only if it is not needed again within this time."),
  headroomPercent: whole(0, 200).default(10).describe("Added to what past weeks needed."),
})
  .check(
    rule(["leadMinutes", "holdMinutes"], (payload) => {
      const { leadMinutes, holdMinutes } = payload.value;
      if (leadMinutes <= holdMinutes) return;
      refuse(payload, ["holdMinutes"], `must be at least leadMinutes (${leadMinutes})`);
    }),
  )
  .describe("A function that raises the minimum ahead of what past weeks needed. Absent: none.");

/** What moves the number of a service's tasks. */
export const scaling = section({
  cpu: section({
    percent: whole(1, 100).default(70).describe("CPU use of the tasks that scaling aims at, in percent."),
    ...cooldowns,
  }).prefault({}),
  memory: section({
    percent: whole(1, 100).default(80).describe("Memory use of the tasks that scaling aims at, in percent."),
    ...cooldowns,
  }).prefault({}),
  requests: requests.optional().describe("Requests per task. Default: 1000 where the service has a route."),
  backlog: backlog
    .optional()
    .describe("Waiting messages per task. Default: 100 where the service receives messages."),
  step: step.prefault({}),
  schedules: z
    .array(scheduled)
    .default([])
    .describe("Bounds that change by the clock; those of the last one hold until the next."),
  predictive: predictive.optional(),
}).check(
  rule(["cpu", "step"], (payload) => {
    const { cpu, step: fast } = payload.value;
    const [first] = fast.steps;
    if (!fast.enabled || first === undefined || first.abovePercent >= cpu.percent) return;
    const message = `must be at least cpu.percent (${cpu.percent}): what a step adds below it is removed again`;
    refuse(payload, ["step", "steps", 0, "abovePercent"], message);
  }),
  rule(["schedules"], (payload) => {
    const names = payload.value.schedules.map(({ name }) => name);
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      refuse(payload, ["schedules", index, "name"], "must be the name of one schedule only");
    });
  }),
  rule(["schedules", "predictive"], (payload) => {
    const { schedules, predictive: forecast } = payload.value;
    if (schedules.length === 0 || forecast === undefined) return;
    const message = "must be absent where there are schedules: both would set the minimum";
    refuse(payload, ["predictive"], message);
  }),
);

/** One for all services that have `scaling.predictive`. */
export const scalingFunction = section({
  reservedConcurrency: whole(1, 1000)
    .optional()
    .describe("Executions set aside for the function, and its limit. Default: it shares the account's."),
  tracing: z.boolean().default(false).describe("Whether X-Ray traces the function."),
});
