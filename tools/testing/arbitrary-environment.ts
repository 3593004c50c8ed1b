import fc from "fast-check";
import { FARGATE_CPU, fargateMemory } from "../../environments/config/fargate";
import { INTERFACE_ENDPOINTS } from "../../environments/config/network";
import type { EnvironmentInput } from "../../environments/config/schema";
import {
  backup,
  cache,
  database,
  domain,
  firewall,
  logAnalytics,
  pipeline,
  queue,
  secrets,
} from "./arbitrary-parts";
import { MINIMAL } from "./synthesize";

type Service = NonNullable<EnvironmentInput["services"]>[string];
type Site = EnvironmentInput["regions"][number];

/** Any value, or none. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
/** Keys that are there or not, as in a file somebody wrote. */
const partial = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

const retention = fc.constantFrom(1, 7, 30, 365, 3653) as fc.Arbitrary<7>;
const size = fc
  .constantFrom(...FARGATE_CPU)
  .chain((cpu) => fc.record({ cpu: fc.constant(cpu), memory: fc.constantFrom(...fargateMemory(cpu)) }));

const bounds = fc
  .array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 3 })
  .map((numbers) => numbers.sort((a, b) => a - b) as [number, number, number])
  .map(([min, desired, max]) => ({ min, desired, max }));

const route = (paths: fc.Arbitrary<string[]>) =>
  fc.record({
    paths,
    deregistrationDelaySeconds: fc.integer({ min: 0, max: 3600 }),
    healthCheck: fc.record({
      path: fc.constantFrom("/", "/healthz", "/readyz?full=1"),
      intervalSeconds: fc.integer({ min: 30, max: 300 }),
      timeoutSeconds: fc.integer({ min: 2, max: 29 }),
    }),
  });

const service = (paths: fc.Arbitrary<string[]> | undefined): fc.Arbitrary<Service> =>
  fc
    .record({
      size,
      bounds,
      port: fc.integer({ min: 1024, max: 65535 }),
      exec: fc.boolean(),
      stopTimeoutSeconds: fc.integer({ min: 2, max: 120 }),
      capacity: fc.record({
        onDemandBase: fc.nat(1000),
        onDemandWeight: fc.integer({ min: 1, max: 1000 }),
        spotWeight: fc.nat(1000),
      }),
      environment: fc.dictionary(fc.stringMatching(/^X_[A-Z0-9_]{1,8}$/), fc.string({ maxLength: 20 }), {
        maxKeys: 3,
      }),
      route: paths === undefined ? fc.constant(undefined) : route(paths),
    })
    .map(({ size: sized, bounds: bounded, route: routed, ...rest }) => ({
      ...sized,
      ...bounded,
      ...rest,
      ...(routed !== undefined && { route: routed }),
    }));

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}-?[a-z0-9]{1,9}$/);
const pattern = fc.constantFrom("/api/*", "/v1/*", "/admin", "/*.png");

/** One service that takes all other requests, and up to two more. */
const services = fc
  .record({
    all: service(fc.constant([])),
    some: maybe(service(fc.uniqueArray(pattern, { minLength: 1, maxLength: 4 }))),
    none: maybe(service(undefined)),
    names: fc.uniqueArray(name, { minLength: 3, maxLength: 3 }),
  })
  .map(({ all, some, none, names: [first = "", second = "", third = ""] }) => ({
    ...(some !== undefined && { [second]: some }),
    [first]: all,
    ...(none !== undefined && { [third]: none }),
  }));

const subnetId = fc.stringMatching(/^subnet-[0-9a-f]{17}$/);
const existingVpc = fc.record({
  vpcId: fc.stringMatching(/^vpc-[0-9a-f]{17}$/),
  publicSubnetIds: fc.uniqueArray(subnetId, { minLength: 2, maxLength: 3 }),
  privateSubnetIds: fc.uniqueArray(subnetId, { minLength: 2, maxLength: 3 }),
});

const site = (region: string, position: number): fc.Arbitrary<Site> =>
  fc
    .record({
      prefix: fc.integer({ min: 16, max: 22 }),
      given: fc.boolean(),
      existing: maybe(existingVpc),
      certificate: fc.boolean(),
    })
    .map(({ prefix, given, existing, certificate }) => ({
      name: region,
      ...(existing === undefined && given && { cidr: `172.${20 + position}.0.0/${prefix}` }),
      ...(existing !== undefined && { existingVpc: existing }),
      ...(certificate && { certificateArn: `arn:aws:acm:${region}:111111111111:certificate/0a1b` }),
    })) as fc.Arbitrary<Site>;

const regions = fc
  .uniqueArray(fc.constantFrom("us-east-1", "us-west-2", "ap-southeast-1"), { minLength: 1, maxLength: 2 })
  .chain((names) => fc.tuple(...names.map(site)));

const network = fc
  .record({
    // As many as every region has.
    zones: fc.integer({ min: 2, max: 3 }),
    nat: fc.constantFrom("none", "single", "per-az"),
    gatewayEndpoints: fc.subarray(["s3", "dynamodb"] as const),
    interfaceEndpoints: fc.oneof(fc.constant("required" as const), fc.subarray([...INTERFACE_ENDPOINTS])),
    flowLogs: fc.record({ retentionDays: retention }),
  })
  .map((one) =>
    one.nat === "none"
      ? { ...one, interfaceEndpoints: "required" as const, gatewayEndpoints: ["s3" as const] }
      : one,
  );

/** A backup needs something to back up, and a queue somebody who uses it. */
function agreeing({ backup: vault, services: named, ...environment }: Partial<EnvironmentInput>) {
  const use = environment.queue === undefined ? ("none" as const) : ("send" as const);
  const using = Object.entries(named ?? {}).map(([name, one]) => [name, { ...one, queue: use }] as const);
  return {
    ...environment,
    ...(named !== undefined && { services: Object.fromEntries(using) }),
    ...(environment.database !== undefined && vault !== undefined && { backup: vault }),
  };
}

/** Environments that are valid: every field, chosen by nobody. */
export const validEnvironment = fc
  .tuple(
    fc.record({ account: fc.constant("111111111111"), regions, images: fc.constant(MINIMAL.images) }),
    partial({
      project: fc.stringMatching(/^[a-z][a-z0-9]{0,5}-?[a-z0-9]{1,8}$/),
      assumeRoleArn: fc.constant("arn:aws:iam::111111111111:role/deploy"),
      deletionProtection: fc.boolean(),
      stateRegion: fc.constantFrom("us-east-1", "eu-west-1"),
      network,
      image: fc.record({
        architecture: fc.constantFrom("ARM64", "X86_64"),
        keep: fc.integer({ min: 1, max: 1000 }),
      }),
      cluster: fc.record({ containerInsights: fc.constantFrom("disabled", "enabled", "enhanced") }),
      loadBalancer: fc.record({
        idleTimeoutSeconds: fc.integer({ min: 1, max: 4000 }),
        accessLogDays: fc.integer({ min: 1, max: 3650 }),
      }),
      services,
      database,
      cache,
      queue,
      backup,
      secrets,
      domain,
      firewall,
      logAnalytics,
      delivery: fc.record({ pipeline: maybe(pipeline) }),
      logs: fc.record({ retentionDays: retention }),
      monitoring: fc.record({
        alarms: fc.constantFrom("all", "essential"),
        emails: fc.subarray(["oncall@example.com", "team@example.com"]),
        canary: fc.record({ enabled: fc.boolean(), everyMinutes: fc.integer({ min: 1, max: 60 }) }),
      }),
      tags: fc.dictionary(fc.stringMatching(/^X[a-z]{1,10}$/), fc.stringMatching(/^[a-zA-Z0-9 @:+]{0,20}$/), {
        maxKeys: 3,
      }),
    }),
  )
  .map(([required, optional]) => ({ ...required, ...agreeing(optional) }));

/** The same with one value, at any depth, replaced by something that may or may not be allowed there. */
export const anyEnvironment = fc
  .tuple(
    validEnvironment,
    fc.nat(),
    fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.integer(), fc.constant(undefined)),
  )
  .map(([valid, position, value]): unknown => {
    const copy = structuredClone(valid);
    const places = placesOf(copy);
    const [holder, key] = places[position % places.length] ?? [{}, ""];
    holder[key] = value;
    return copy;
  });

type Holder = Record<string, unknown>;

/** Every value inside a value, as the object or array that holds it and its key. */
function placesOf(holder: Holder): [Holder, string][] {
  return Object.entries(holder).flatMap(([key, value]): [Holder, string][] => [
    [holder, key],
    ...(typeof value === "object" && value !== null ? placesOf(value as Holder) : []),
  ]);
}
