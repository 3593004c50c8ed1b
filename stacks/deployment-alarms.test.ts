import { describe, expect, it } from "vitest";
import { alarm, queries, synthesizeWatched } from "../tools/testing/watched";

const synthesized = synthesizeWatched();
const full = synthesized.get("full-us-east-1-service").below("monitoring");

describe("C4: a deployment", () => {
  const service = synthesized.get("full-us-east-1-service");

  it.each(["web", "api"])("C4: of %s is taken back when its targets fail or answer with errors", (name) => {
    const names = ["unhealthy-targets", "target-errors"].map((what) =>
      service.reference("aws_cloudwatch_metric_alarm", `${name}-alarms/${what}`, "alarm_name"),
    );
    expect(service.one("aws_ecs_service", name)["alarms"]).toEqual({
      enable: true,
      rollback: true,
      alarm_names: names,
    });
  });

  it("B15: is taken back for a share of errors, however many requests there are, and not for a few alone", () => {
    const errors = service.one("aws_cloudwatch_metric_alarm", "web-alarms/target-errors");
    expect(errors).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 10,
      evaluation_periods: 3,
      datapoints_to_alarm: 2,
    });
    const [value, ...metrics] = queries(errors);
    expect(value).toMatchObject({
      expression: "IF(errors >= 5, 100 * errors / requests, 0)",
      return_data: true,
    });
    expect(metrics.map(({ metric }) => metric?.["metric_name"])).toEqual([
      "HTTPCode_Target_5XX_Count",
      "RequestCount",
    ]);
  });

  it("C4: of a service without requests relies on the circuit breaker", () => {
    expect(service.one("aws_ecs_service", "worker")).not.toHaveProperty("alarms");
    expect(service.one("aws_ecs_service", "worker")["deployment_circuit_breaker"]).toEqual({
      enable: true,
      rollback: true,
    });
  });

  it("C4: its alarms send nothing, and no alarm of another stack names them: the service may go first", () => {
    for (const name of ["web", "api"]) {
      for (const what of ["unhealthy-targets", "target-errors"]) {
        const one = service.one("aws_cloudwatch_metric_alarm", `${name}-alarms/${what}`);
        expect(one["alarm_actions"]).toEqual([]);
        for (const composite of full.all("aws_cloudwatch_composite_alarm")) {
          expect(composite["alarm_rule"]).not.toContain(String(one["alarm_name"]));
        }
      }
    }
    const [, ...targets] = queries(alarm(full, "unhealthy-targets"));
    expect(targets.map(({ metric }) => metric?.["metric_name"])).toEqual([
      "UnHealthyHostCount",
      "UnHealthyHostCount",
    ]);
  });
});
