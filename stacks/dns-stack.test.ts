import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../environments/config/schema";
import { statements } from "../tools/testing/policy";
import { AT, MINIMAL, synthesize, synthesizeConstruct } from "../tools/testing/synthesize";
import type { SynthesizedStack } from "../tools/testing/synthesized-stack";
import { HostedZone } from "../constructs/route53/hosted-zone";

type Domain = NonNullable<EnvironmentInput["domain"]>;
interface Lifecycle {
  readonly create_before_destroy?: boolean;
}

const environmentWith = (domain: Partial<Domain> = {}, input: Partial<EnvironmentInput> = {}) =>
  synthesize({ test: { ...MINIMAL, ...input, domain: { name: "app.example.com", ...domain } } });
const TWO = { regions: [{ name: "us-east-1" }, { name: "us-west-2" }] } as const;

const single = environmentWith();
const dns = single.get("test-dns");
const two = environmentWith(
  { alternativeNames: ["www.app.example.com", "*.app.example.com"] },
  {
    regions: [...TWO.regions],
  },
);

describe("the zone", () => {
  it("E1: is created, guarded, and tells its name servers", () => {
    expect(dns.one("aws_route53_zone")).toMatchObject({
      name: "app.example.com",
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(dns.output("name_servers")).toBe(dns.reference("aws_route53_zone", undefined, "name_servers"));
  });

  it("P5: may go where the environment may", () => {
    const zone = environmentWith({}, { deletionProtection: false }).get("test-dns").one("aws_route53_zone");
    expect(zone).toMatchObject({ force_destroy: true, lifecycle: { prevent_destroy: false } });
  });

  it("E1: is looked up where it exists; nothing else of it is touched", () => {
    const found = environmentWith({ zone: { name: "example.com", create: false } }).get("test-dns");
    expect(found.data("aws_route53_zone")).toMatchObject([{ name: "example.com", private_zone: false }]);
    expect(found.types).toEqual([]);
    expect(found.output("name_servers")).toBeUndefined();
  });

  it("M1: logs its queries in us-east-1, encrypted, as long as configured", () => {
    const far = environmentWith({ zone: { queryLogDays: 14 } }, { regions: [{ name: "eu-west-1" }] });
    const stack = far.get("test-dns");
    expect(stack.provider["region"]).toBe("us-east-1");
    expect(stack.one("aws_cloudwatch_log_group")).toMatchObject({
      name: "/aws/route53/app.example.com",
      retention_in_days: 14,
      kms_key_id: stack.reference("aws_kms_key", undefined, "arn"),
    });
    expect(stack.one("aws_route53_query_log")).toMatchObject({
      cloudwatch_log_group_arn: stack.reference("aws_cloudwatch_log_group", undefined, "arn"),
      depends_on: [stack.address("aws_cloudwatch_log_resource_policy")],
    });
  });

  it("S2: lets Route 53 write that log for this zone only", () => {
    const policy = statements(dns.one("aws_cloudwatch_log_resource_policy")["policy_document"]);
    expect(policy).toMatchObject([
      {
        Principal: { Service: "route53.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:us-east-1:111111111111:log-group:/aws/route53/app.example.com:*",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnLike: {
            "aws:SourceArn": `arn:aws:route53:::hostedzone/${dns.reference("aws_route53_zone", undefined, "zone_id")}`,
          },
        },
      },
    ]);
  });

  it("E2: admits no other certificate authority", () => {
    expect(dns.one("aws_route53_record", "zone/caa")).toMatchObject({
      type: "CAA",
      records: ['0 issue "amazon.com"', '0 issuewild "amazon.com"'],
    });
  });

  it("E1: refuses to be made where Route 53 can not log", () => {
    const make = () =>
      synthesizeConstruct((scope) => {
        new HostedZone(scope, "zone", {
          at: { ...AT, region: "eu-west-1" },
          name: "example.com",
          create: true,
          queryLogDays: 7,
          deletionProtection: false,
        });
      });
    expect(make).toThrow("stack/zone: must be in us-east-1");
  });
});

describe("the certificate", () => {
  const certified = (region: string) => two.get(`test-${region}-service`);
  const validations = (stack: SynthesizedStack) =>
    stack.all("aws_route53_record").filter((one) => stack.pathOf(one).startsWith("certificate/"));

  it.each(["us-east-1", "us-west-2"])("A3: of %s is in the stack of the listener that uses it", (region) => {
    expect(certified(region).one("aws_acm_certificate")).toMatchObject({
      domain_name: "app.example.com",
      subject_alternative_names: ["app.example.com", "www.app.example.com", "*.app.example.com"],
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
    expect(two.get("test-dns").all("aws_acm_certificate")).toEqual([]);
  });

  it("E2: is validated by one record per name; a star needs none beside the name below it", () => {
    const stack = certified("us-west-2");
    expect(
      validations(stack)
        .map((one) => stack.pathOf(one))
        .sort(),
    ).toEqual(["certificate/validation-app.example.com", "certificate/validation-www.app.example.com"]);
    for (const record of validations(stack)) {
      const name = stack.pathOf(record).replace("certificate/validation-", "");
      expect(record["name"]).toMatch(
        new RegExp(`one\\(.*domain_validation_options : option\\.resource_record_name if .* == "${name}"`),
      );
    }
  });

  it.each([
    ["us-east-1", single],
    ["us-east-1", two],
    ["us-west-2", two],
  ])("A3: has records of its own, so that %s can come and go", (region, stacks) => {
    const records = validations(stacks.get(`test-${region}-service`));
    expect(records).not.toEqual([]);
    for (const record of records) {
      expect(record).toMatchObject({ set_identifier: region, weighted_routing_policy: { weight: 1 } });
    }
  });

  it("E2: is waited for by the listener, which serves TLS 1.2 and later; HTTP is redirected", () => {
    const service = single.get("test-us-east-1-service");
    const https = service.one("aws_lb_listener", "listeners/https");
    expect(https).toMatchObject({
      certificate_arn: service.reference("aws_acm_certificate_validation", undefined, "certificate_arn"),
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(service.one("aws_lb_listener", "listeners/http")["default_action"]).toMatchObject([
      { type: "redirect", redirect: { protocol: "HTTPS", status_code: "HTTP_301" } },
    ]);
  });

  it("E2: is not requested where a region names its own", () => {
    const certificateArn = "arn:aws:acm:us-east-1:111111111111:certificate/0a1b";
    const own = environmentWith({}, { regions: [{ name: "us-east-1", certificateArn }] });
    const service = own.get("test-us-east-1-service");
    expect(service.all("aws_acm_certificate")).toEqual([]);
    const listener = service.one("aws_lb_listener", "listeners/https");
    expect(listener["certificate_arn"]).toBe(certificateArn);
  });
});

describe("the records", () => {
  const recordsOf = (region: string, stacks = two) => {
    const stack = stacks.get(`test-${region}-service`);
    const all = stack.all("aws_route53_record");
    return { stack, records: all.filter((one) => stack.pathOf(one).startsWith("records/")) };
  };

  it("E1: lead every name to the load balancer, which has IPv4 addresses only", () => {
    const { records } = recordsOf("us-east-1");
    const ingress = two.get("test-us-east-1-ingress");
    expect(records.map(({ name, type }) => `${String(name)} ${String(type)}`).sort()).toEqual(
      ["*.app.example.com", "app.example.com", "www.app.example.com"].flatMap((name) => [`${name} A`]),
    );
    for (const record of records) {
      expect(record["alias"]).toMatchObject({
        name: ingress.remoteReference("aws_lb", undefined, "dns_name"),
        zone_id: ingress.remoteReference("aws_lb", undefined, "zone_id"),
      });
    }
  });

  it("B8: follow the health check alone where regions share them, not one empty target group", () => {
    const evaluated = (stacks: typeof two) =>
      recordsOf("us-east-1", stacks).records.map(
        ({ alias }) => (alias as Record<string, unknown>)["evaluate_target_health"],
      );
    expect(new Set(evaluated(two))).toEqual(new Set([false]));
    expect(new Set(evaluated(single))).toEqual(new Set([true]));
  });

  it("D2: have one form with one region and with two: a name takes records of one routing policy only", () => {
    expect(
      recordsOf("us-east-1", single).records.map(({ failover_routing_policy }) => failover_routing_policy),
    ).toEqual([{ type: "PRIMARY" }]);
  });

  it.each([
    ["us-east-1", "PRIMARY", "/readyz/writes"],
    ["us-west-2", "SECONDARY", "/readyz"],
  ])("D1: the role of %s is %s by its place, whoever takes writes", (region, type, path) => {
    for (const primaryRegion of ["us-east-1", "us-west-2"] as const) {
      const stacks = environmentWith(
        { healthCheck: { path: "/readyz", writerPath: "/readyz/writes" } },
        { regions: [...TWO.regions], database: { engine: "postgres", primaryRegion } },
      );
      const { stack, records } = recordsOf(region, stacks);
      expect(records).toHaveLength(1);
      for (const record of records) {
        expect(record).toMatchObject({
          set_identifier: region,
          failover_routing_policy: { type },
          health_check_id: stack.reference("aws_route53_health_check", undefined),
        });
      }
      expect(stack.one("aws_route53_health_check")["resource_path"]).toBe(path);
    }
  });

  it.each(["us-east-1", "us-west-2"])("B9: an alarm tells in us-east-1 that %s has failed", (region) => {
    const { stack } = recordsOf(region);
    const alarm = stack.one("aws_cloudwatch_metric_alarm", "region-unhealthy");
    expect(alarm).toMatchObject({
      namespace: "AWS/Route53",
      metric_name: "HealthCheckStatus",
      dimensions: { HealthCheckId: stack.reference("aws_route53_health_check", undefined) },
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      alarm_actions: [expect.stringContaining("health-alerts")],
    });
    expect(alarm["provider"]).toBe(region === "us-east-1" ? "aws" : "aws.us-east-1");
  });

  it("B9: its topic is in us-east-1, with a subscription of everybody who is told", () => {
    const emails = ["oncall@example.com"];
    const stacks = environmentWith({}, { regions: [...TWO.regions], monitoring: { emails } });
    const stack = stacks.get("test-dns");
    expect(stack.provider["region"]).toBe("us-east-1");
    expect(stack.one("aws_sns_topic")["name"]).toBe("webapp-test-dns-alerts");
    expect(stack.all("aws_sns_topic_subscription")).toMatchObject([
      { protocol: "email", endpoint: emails[0] },
    ]);
    expect(dns.all("aws_sns_topic")).toEqual([]);
    expect(() =>
      single.get("test-us-east-1-service").one("aws_cloudwatch_metric_alarm", "region-unhealthy"),
    ).toThrow();
  });

  it("E3: go by latency where the environment says so", () => {
    const latency = environmentWith({ routing: "latency" }, { regions: [...TWO.regions] });
    for (const region of ["us-east-1", "us-west-2"]) {
      for (const record of recordsOf(region, latency).records) {
        expect(record).toMatchObject({ set_identifier: region, latency_routing_policy: { region } });
        expect(record).toHaveProperty("health_check_id");
      }
    }
  });

  it("E3: ask each region's load balancer whether it can serve", () => {
    const healthCheck = { path: "/ok", intervalSeconds: 10, failureThreshold: 2 } as const;
    const stacks = environmentWith({ healthCheck });
    const ingress = stacks.get("test-us-east-1-ingress");
    expect(stacks.get("test-us-east-1-service").one("aws_route53_health_check")).toMatchObject({
      type: "HTTPS",
      fqdn: ingress.remoteReference("aws_lb", undefined, "dns_name"),
      port: 443,
      enable_sni: true,
      resource_path: "/ok",
      request_interval: 10,
      failure_threshold: 2,
    });
  });
});

/** Addresses of the resources that a resource refers to, directly or through others. */
function reached(stack: SynthesizedStack, address: string, seen = new Set<string>()): Set<string> {
  const [type = "", name = ""] = address.split(".");
  const attributes = { ...stack.named(type, name), "//": undefined };
  const known = new Set(stack.addresses);
  for (const [found] of JSON.stringify(attributes).matchAll(/aws_\w+\.[\w-]+/g)) {
    if (!known.has(found) || seen.has(found)) continue;
    seen.add(found);
    reached(stack, found, seen);
  }
  return seen;
}

describe("records that validate a certificate", () => {
  it("E2: are never created beside the old ones, as what create_before_destroy reaches is", () => {
    const stack = two.get("test-us-east-1-service");
    const early = stack.addresses.filter((address) => {
      const [type = "", name = ""] = address.split(".");
      return (stack.named(type, name)["lifecycle"] as Lifecycle | undefined)?.create_before_destroy === true;
    });
    expect(early).toContainEqual(expect.stringContaining("certificate-expiry"));
    for (const address of early) {
      const records = [...reached(stack, address)].filter((one) => one.startsWith("aws_route53_record."));
      expect([address, records]).toEqual([address, []]);
    }
  });
});

describe("an address", () => {
  const variables = (stacks: typeof single) => {
    const task = stacks.get("test-us-east-1-service").one("aws_ecs_task_definition", "web-task");
    return JSON.parse(String(task["container_definitions"])) as { environment: object[] }[];
  };

  it("O4: is the domain's, over HTTPS; the application knows it", () => {
    const service = single.get("test-us-east-1-service");
    expect(service.output("url")).toBe("https://app.example.com");
    expect(service.output("notice")).toBeUndefined();
    expect(variables(single)[0]?.environment).toContainEqual({
      name: "PUBLIC_URL",
      value: "https://app.example.com",
    });
  });

  it("E2: is known to the application under all its names: links to none of them are made", () => {
    const told = (stacks: typeof single) => JSON.stringify(variables(stacks));
    expect(variables(two)[0]?.environment).toContainEqual({
      name: "OWN_HOSTS",
      value: "www.app.example.com,*.app.example.com",
    });
    expect(told(single)).not.toContain("OWN_HOSTS");
  });

  it("O4: is the load balancer's, over HTTP, where there is no domain, which the outputs say", () => {
    const without = synthesize({ test: MINIMAL });
    const service = without.get("test-us-east-1-service");
    expect(without.ids).not.toContain("test-dns");
    expect(service.output("url")).toBe(
      `http://${without.get("test-us-east-1-ingress").remoteReference("aws_lb", undefined, "dns_name")}`,
    );
    expect(service.output("notice")).toContain("no domain");
    expect(service.all("aws_route53_record")).toEqual([]);
    expect(JSON.stringify(variables(without))).not.toContain("PUBLIC_URL");
  });
});
