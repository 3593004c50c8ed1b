import { describe, expect, it } from "vitest";
import type { ScalingEvent } from "./event";
import { FakeCloudWatch, FakeTarget, type Metrics } from "./fakes";
import { scaler } from "./scaler";

/** A Monday, some minutes before people come. */
const NOW = new Date("2026-11-16T07:52:30Z");

const EVENT: ScalingEvent = {
  environment: "test",
  service: "web",
  resourceId: "service/cluster/web",
  clusterName: "cluster",
  serviceName: "web",
  min: 1,
  max: 10,
  cpuPercent: 70,
  requests: { loadBalancer: "app/lb/1", targetGroup: "targetgroup/tasks/1", perTask: 1000 },
  weeks: 4,
  timezone: "UTC",
  leadMinutes: 15,
  holdMinutes: 60,
  headroomPercent: 10,
};

/** Mondays from eight: 4500 requests a minute. */
const busy = (time: Date) => time.getUTCDay() === 1 && time.getUTCHours() >= 8;
const MONDAYS: Metrics = {
  RunningTaskCount: (time) => (busy(time) ? 5 : 1),
  CPUUtilization: (time) => (busy(time) ? 60 : 5),
  RequestCount: (time) => (busy(time) ? 4500 * 5 : undefined),
};

async function run(metrics: Metrics, target = new FakeTarget(1, 10), event = EVENT) {
  const cloudWatch = new FakeCloudWatch(metrics);
  const logged: object[] = [];
  const handler = scaler({
    cloudWatch: cloudWatch.client,
    autoScaling: target.client,
    namespace: "WebApp/Scaling",
    now: () => NOW,
    log: (entry) => logged.push(entry),
  });
  return { decision: await handler(event), cloudWatch, target, logged };
}

describe("A4: the scaling function", () => {
  it("A4: raises the minimum before the hour that was busy in past weeks", async () => {
    const { target, decision } = await run(MONDAYS);

    expect(decision).toMatchObject({ minimum: 5, reason: "raised", soon: 5, known: 4 });
    expect(target.registered).toEqual([
      {
        ServiceNamespace: "ecs",
        ScalableDimension: "ecs:service:DesiredCount",
        ResourceId: "service/cluster/web",
        MinCapacity: 5,
      },
    ]);
  });

  it("A4: counts CPU use where that is what is scarce", async () => {
    const { decision } = await run({ ...MONDAYS, CPUUtilization: (time) => (busy(time) ? 95 : 5) });

    expect(decision).toMatchObject({ soon: Math.ceil(((5 * 95) / 70) * 1.1) });
  });

  it("A4: lowers the minimum once past weeks needed less for long enough", async () => {
    const { target } = await run(
      { ...MONDAYS, RequestCount: () => undefined, CPUUtilization: () => 5 },
      new FakeTarget(5, 10),
    );

    expect(target.min).toBe(1);
  });

  it("A4: changes nothing where nothing changes", async () => {
    const { target, decision } = await run(MONDAYS, new FakeTarget(5, 10));

    expect(decision.reason).toBe("kept");
    expect(target.registered).toEqual([]);
  });

  it.each([
    ["tasks were not counted", { ...MONDAYS, RunningTaskCount: () => undefined }],
    [
      "the service is too new",
      { ...MONDAYS, RunningTaskCount: (time: Date) => (time > new Date("2026-11-05") ? 1 : undefined) },
    ],
  ])("A4: changes nothing where %s", async (_title, metrics) => {
    const { target, decision } = await run(metrics, new FakeTarget(4, 10));

    expect(decision).toMatchObject({ minimum: 4, reason: "too little is known" });
    expect(target.registered).toEqual([]);
  });

  it("A4: does not trust an answer that is not complete", async () => {
    const cloudWatch = new FakeCloudWatch(MONDAYS);
    cloudWatch.statusCode = "PartialData";
    const target = new FakeTarget(4, 10);
    const handler = scaler({
      cloudWatch: cloudWatch.client,
      autoScaling: target.client,
      namespace: "n",
      now: () => NOW,
      log: () => undefined,
    });

    await expect(handler(EVENT)).resolves.toMatchObject({ minimum: 4, reason: "too little is known" });
  });

  it.each([
    ["the service's", new FakeTarget(1, 10), { ...EVENT, max: 3 }, 3],
    ["one that was set by hand", new FakeTarget(1, 2), EVENT, 2],
  ])("A4: stays below a maximum: %s", async (_title, target, event, minimum) => {
    await run(MONDAYS, target, event);

    expect(target.min).toBe(minimum);
  });

  it("A4: applies a minimum that was changed in the configuration, even where too little is known", async () => {
    const { target } = await run({}, new FakeTarget(1, 10), { ...EVENT, min: 2 });

    expect(target.min).toBe(2);
  });

  it("A4: explains each decision in one entry of its log", async () => {
    const { logged } = await run(MONDAYS);

    expect(logged).toEqual([
      {
        message: "scaling decision",
        service: "web",
        minimum: 5,
        reason: "raised",
        soon: 5,
        later: 5,
        known: 4,
        was: 1,
        bounds: [1, 10],
        now: 5 / 70,
        backlogPerTask: undefined,
      },
    ]);
  });

  it("A4, A3: publishes minimum, forecast and backlog per task", async () => {
    const waiting: Metrics = {
      ...MONDAYS,
      RunningTaskCount: () => 4,
      ApproximateNumberOfMessagesVisible: () => 100,
    };
    const { cloudWatch } = await run(waiting, new FakeTarget(1, 10), { ...EVENT, queueName: "jobs" });

    const [published] = cloudWatch.published;
    expect(published?.Namespace).toBe("WebApp/Scaling");
    expect(published?.MetricData?.map(({ MetricName, Value }) => [MetricName, Value])).toEqual([
      ["MinimumTasks", 5],
      ["ForecastTasks", 5],
      ["BacklogPerTask", 25],
    ]);
    expect(published?.MetricData?.[0]?.Dimensions).toEqual([
      { Name: "Environment", Value: "test" },
      { Name: "Service", Value: "web" },
    ]);
  });

  it("A4: refuses a service that has no auto scaling", async () => {
    const client = { describeScalableTargets: () => Promise.resolve({ ScalableTargets: [] }) };
    const handler = scaler({
      cloudWatch: new FakeCloudWatch({}).client,
      autoScaling: client as unknown as FakeTarget["client"],
      namespace: "n",
      now: () => NOW,
      log: () => undefined,
    });

    await expect(handler(EVENT)).rejects.toThrow(
      "given service/cluster/web, allowed: a service with auto scaling",
    );
  });
});
