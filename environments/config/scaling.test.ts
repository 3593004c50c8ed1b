import { describe, expect, it } from "vitest";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { problemsOf } from "../../tools/testing/problems";
import { backlogScaling, requestScaling, restsAtZero } from "./scaling-rules";
import type { EnvironmentInput } from "./schema";

type Service = NonNullable<EnvironmentInput["services"]>[string];
type Scaling = NonNullable<Service["scaling"]>;

const ROUTE = { route: {} };
const problems = (web: Service, rest: Partial<EnvironmentInput> = {}) =>
  problemsOf({ queue: {}, ...rest, services: { web: { ...ROUTE, ...web } } });
const ofScaling = (scaling: Scaling) => problems({ scaling });
const service = (fields: Service) => {
  const { services } = environment({ ...MINIMAL, queue: {}, services: { web: ROUTE, one: fields } });
  const { one } = services;
  if (one === undefined) throw new Error("no service");
  return one;
};

describe("scaling", () => {
  it("A1: follows requests where there is a route, and messages where they are received", () => {
    expect(requestScaling(service({ route: { paths: ["/one"] } }))).toMatchObject({ perTask: 1000 });
    expect(requestScaling(service({}))).toBeUndefined();
    expect(requestScaling(service({ scaling: { requests: { enabled: false } } }))).toBeUndefined();
    expect(backlogScaling(service({ queue: "receive" }))).toMatchObject({ perTask: 100 });
    expect(backlogScaling(service({ queue: "send" }))).toBeUndefined();
    expect(
      backlogScaling(service({ queue: "receive", scaling: { backlog: { enabled: false } } })),
    ).toBeUndefined();
  });

  it("A2: has steps that rise, above the CPU use that is aimed at", () => {
    const steps = (...pairs: [number, number][]) =>
      ofScaling({
        step: { steps: pairs.map(([abovePercent, addPercent]) => ({ abovePercent, addPercent })) },
      });

    expect(steps([80, 10], [90, 10])).toEqual([]);
    expect(steps()).toEqual(["services.web.scaling.step.steps: must have at least one step"]);
    expect(steps([80, 10], [80, 20])).toEqual([
      "services.web.scaling.step.steps.1.abovePercent: must be above that of the step before (80)",
    ]);
    expect(steps([80, 20], [90, 10])).toEqual([
      "services.web.scaling.step.steps.1.addPercent: must be at least that of the step before (20)",
    ]);
    expect(steps([60, 10])).toEqual([
      "services.web.scaling.step.steps.0.abovePercent: must be at least cpu.percent (70): what a step adds below it is removed again",
    ]);
  });

  it("A1: names requests and messages that a service does not get", () => {
    const found = problemsOf({
      services: { web: ROUTE, job: { scaling: { requests: {}, backlog: {}, predictive: {} } } },
    });

    expect(found).toEqual([
      "services.job.scaling.requests: must be absent for a service without a route: it gets no requests",
      "services.job.scaling.backlog: must be absent for a service that receives no messages",
      "services.job.scaling.predictive: must be absent for a service that gets neither requests nor messages",
    ]);
  });

  it("A3: needs Container Insights where running tasks count", () => {
    const found = problemsOf({
      queue: {},
      cluster: { containerInsights: "disabled" },
      services: { web: { ...ROUTE, scaling: { predictive: {} } }, job: { queue: "receive" }, other: {} },
    });

    expect(found).toEqual([
      "cluster.containerInsights: must be enabled or enhanced: scaling web, job by backlog or forecast counts running tasks",
    ]);
  });

  it("A4: leaves the bounds to a forecast or to schedules, not to both", () => {
    const schedules = [{ name: "campaign", schedule: "at(2027-11-26T06:00:00)", min: 3 }];

    expect(ofScaling({ predictive: {}, schedules })).toEqual([
      "services.web.scaling.predictive: must be absent where there are schedules: both would set the minimum",
    ]);
    expect(ofScaling({ predictive: { leadMinutes: 30, holdMinutes: 20 } })).toEqual([
      "services.web.scaling.predictive.holdMinutes: must be at least leadMinutes (30)",
    ]);
  });
});

describe("zero tasks", () => {
  it("A3: are for services that messages start again", () => {
    expect(service({ queue: "receive", min: 0, desired: 0 })).toMatchObject({ min: 0 });
    expect(problems({ min: 0 })).toEqual([
      "services.web.min: must be at least 1: without tasks there are no metrics that bring a task back",
    ]);
  });

  it("A1: are what a service that is switched off has", () => {
    expect(problems({ min: 0, desired: 0, max: 0 })).toEqual([]);
  });

  it("A3: are reached by minimum or by schedule", () => {
    const schedules = [{ name: "weekend", schedule: "cron(0 0 ? * SAT *)", min: 0 }];

    expect(restsAtZero(service({ queue: "receive", min: 0 }))).toBe(true);
    expect(restsAtZero(service({ queue: "receive", scaling: { schedules } }))).toBe(true);
    expect(restsAtZero(service({ queue: "receive" }))).toBe(false);
  });
});

describe("schedules", () => {
  const at = (name: string, bounds: { min?: number; max?: number }) => ({
    name,
    schedule: "cron(0 20 ? * MON-FRI *)",
    ...bounds,
  });

  it("A6: have bounds in their order, after the service's own where they are left out", () => {
    expect(ofScaling({ schedules: [at("more", { min: 2 }), at("less", { max: 1 })] })).toEqual([]);
    expect(ofScaling({ schedules: [at("more", { min: 4 }), at("none", { max: 0 })] })).toEqual([
      "services.web.scaling.schedules.0: must have min <= max (4 <= 3)",
      "services.web.scaling.schedules.1: must have min <= max (1 <= 0)",
    ]);
  });

  it("A6: bring back what they take to zero", () => {
    expect(ofScaling({ schedules: [at("night", { min: 0, max: 0 })] })).toEqual([
      "services.web.scaling.schedules.0.max: must be followed by a schedule that brings the service back: all have max 0",
    ]);
    expect(ofScaling({ schedules: [at("night", { min: 0 })] })).toEqual([
      "services.web.scaling.schedules.0.min: must be at least 1, or max 0: without tasks there are no metrics that bring a task back",
    ]);
    expect(ofScaling({ schedules: [at("night", { min: 0, max: 0 }), at("morning", {})] })).toEqual([]);
  });

  it("A6: are named once, at a time and in a time zone that exist; all problems are reported", () => {
    const schedules = [
      { ...at("night", {}), timezone: "Europe/Atlantis" },
      { ...at("night", {}), schedule: "cron(0 25 ? * * *)" },
    ];

    expect(ofScaling({ schedules })).toEqual([
      'services.web.scaling.schedules.0.timezone: must be an IANA time zone such as "UTC" or "Europe/Berlin"',
      "services.web.scaling.schedules.1.schedule: must have *, 0 to 23, a-b, a/step or a list as hours, not 25",
    ]);
    expect(ofScaling({ schedules: [at("night", {}), at("night", {})] })).toEqual([
      "services.web.scaling.schedules.1.name: must be the name of one schedule only",
    ]);
  });
});
