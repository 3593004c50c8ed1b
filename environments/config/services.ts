import { z } from "zod";
import { FARGATE_CPU, fargateMemory } from "./fargate";
import { scaling } from "./scaling";
import { scalingAgrees } from "./scaling-rules";
import { componentName, refuse, rule, section, text, whole } from "./values";
import { STANDARD_VARIABLES } from "./variables";

const environmentVariables = z
  .record(text(/^[A-Z_][A-Z0-9_]*$/, "a variable name: upper-case letters, digits, underscores"), z.string())
  .check((payload) => {
    for (const name of STANDARD_VARIABLES.filter((variable) => variable in payload.value)) {
      refuse(payload, [name], `must not be set here: the platform sets ${STANDARD_VARIABLES.join(", ")}`);
    }
  })
  .default({})
  .describe("Plain environment variables of the container. Secrets do not belong here.");

const command = z
  .array(z.string().min(1, "must not be empty"))
  .min(1, "must name a command")
  .optional()
  .describe("Arguments to the image's entry point. Default: the image's own command.");

/** What every container is told, whichever part it plays. */
const task = {
  image: componentName.optional().describe("Name of one of images. Default: the only one there is."),
  command,
  cpu: z
    .literal(FARGATE_CPU, { error: `must be one of ${FARGATE_CPU.join(", ")} (1024 units are one vCPU)` })
    .default(256)
    .describe("CPU units of the task; 1024 are one virtual CPU."),
  memory: z
    .int()
    .default(512)
    .describe("Memory of the task in MiB; Fargate offers certain sizes per CPU value."),
  environment: environmentVariables,
};

interface Sized {
  readonly cpu: number;
  readonly memory: number;
}

const fargateSize = rule<Sized>(["cpu", "memory"], (payload) => {
  const { cpu, memory } = payload.value;
  const sizes = fargateMemory(cpu);
  if (sizes.includes(memory)) return;
  refuse(
    payload,
    ["memory"],
    `must be a size that Fargate offers with ${cpu} CPU units: ${sizes.join(", ")} MiB`,
  );
});

/** The load balancer's. */
const targetHealthCheck = section({
  path: text(/^\/[!-~]*$/, 'a path that starts with "/"')
    .default("/")
    .describe("Answers 200 while the target is usable."),
  intervalSeconds: whole(5, 300).default(15).describe("Time between two checks of a target."),
  timeoutSeconds: whole(2, 120).default(5).describe("Time after which a check without answer has failed."),
  healthyThreshold: whole(2, 10).default(2).describe("Successes in a row that make a target healthy."),
  unhealthyThreshold: whole(2, 10).default(3).describe("Failures in a row that make a target unhealthy."),
}).check(
  rule(["timeoutSeconds", "intervalSeconds"], (payload) => {
    const { timeoutSeconds, intervalSeconds } = payload.value;
    if (timeoutSeconds < intervalSeconds) return;
    refuse(payload, ["timeoutSeconds"], `must be less than intervalSeconds (${intervalSeconds})`);
  }),
);

/**
 * The container's own, besides the load balancer's.
 * Limits: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
const containerHealthCheck = section({
  command: z
    .array(z.string().min(1, "must not be empty"))
    .min(1, "must name a command")
    .refine(
      ([first]) => first === undefined || !/^(CMD|CMD-SHELL|NONE)$/.test(first),
      'must be the command itself, without CMD; with a shell, where the image has one: ["sh", "-c", "…"]',
    )
    .optional()
    .describe(
      "Runs in the container and ends with 0 while it is healthy. Default: a request to route.healthCheck.path, where the image has Node.js.",
    ),
  intervalSeconds: whole(5, 300).default(15).describe("Time between two checks."),
  timeoutSeconds: whole(2, 60).default(5).describe("Time after which a check has failed."),
  retries: whole(1, 10).default(3).describe("Failures in a row that make a container unhealthy."),
  startPeriodSeconds: whole(0, 300).default(30).describe("Time at the start in which failures do not count."),
});

const route = section({
  paths: z
    .array(text(/^\/[\w.\-*$/~"'@:+&?]{0,127}$/, 'a path pattern such as "/api/*", at most 128 characters'))
    .max(5, "must be at most 5 patterns: a rule of the load balancer holds no more values")
    .default([])
    .describe("Path patterns that go to this service. None: it gets whatever no other service claims."),
  priority: whole(1, 50_000)
    .optional()
    .describe(
      "Order in which services with paths are asked, the lowest number first; needed where their paths overlap. A number that another service has had comes free with the next deployment. Default: one that follows from the service's name.",
    ),
  healthCheck: targetHealthCheck.prefault({}),
  deregistrationDelaySeconds: whole(0, 3600)
    .default(30)
    .describe("How long a leaving task may finish its requests."),
}).describe("Requests from the load balancer. Absent: the service gets none.");

/** Groups of metrics that an application may publish about itself. */
const METRIC_GROUPS = ["requests", "database", "cache", "sending", "receiving"] as const;
export type MetricGroup = (typeof METRIC_GROUPS)[number];

const service = section({
  ...task,
  queue: z
    .enum(["none", "send", "receive"])
    .default("none")
    .describe("What the service does with the queue: nothing, send messages to it, or receive them."),
  sessionKeys: z
    .enum(["none", "inject", "read"])
    .default("inject")
    .describe(
      "How the service gets the keys that sign session cookies, where there is a cache: not at all; in SESSION_SECRET, as of the start of each task; or by reading the secret of SESSION_SECRET_ARN itself, at the start and again after a rotation.",
    ),
  metrics: z
    .array(z.enum(METRIC_GROUPS))
    .check((payload) => {
      payload.value.forEach((group, index) => {
        if (payload.value.indexOf(group) < index) refuse(payload, [index], "must be named once");
      });
    })
    .default([])
    .describe(
      "Metrics that the application publishes about itself, as docs/your-application.md says: they get alarms and graphs.",
    ),
  port: whole(1024, 65535)
    .default(8080)
    .describe("The container's port; above 1023, because the user is not root."),
  healthCheck: z
    .union([z.literal("none"), containerHealthCheck])
    .prefault({})
    .describe(
      "The container's health check. Default, and none for `none`: a service that gets requests, of an image with Node.js, is asked for route.healthCheck.path; any other has none of its own, and the load balancer's check remains.",
    ),
  route: route.optional(),
  desired: whole(0, 1000)
    .default(2)
    .describe("Number of tasks at the start; auto scaling moves it afterwards."),
  min: whole(0, 1000).default(1).describe("Fewest tasks that auto scaling goes down to."),
  max: whole(0, 1000).default(3).describe("Most tasks that auto scaling goes up to."),
  scaling: scaling.prefault({}),
  stopTimeoutSeconds: whole(2, 120)
    .default(60)
    .describe("Time between SIGTERM and SIGKILL; Fargate allows 120."),
  capacity: section({
    onDemandBase: whole(0, 1000)
      .default(0)
      .describe("Tasks that always run on FARGATE, before weights count."),
    onDemandWeight: whole(0, 1000).default(1).describe("Share of FARGATE among the remaining tasks."),
    spotWeight: whole(0, 1000)
      .default(0)
      .describe("Share of FARGATE_SPOT: about 70 % cheaper, may be taken away."),
  })
    .prefault({})
    .refine(
      (value) => value.onDemandWeight + value.spotWeight > 0,
      "must have onDemandWeight or spotWeight above 0",
    ),
  exec: z
    .boolean()
    .default(false)
    .describe(
      "ECS Exec: an audited shell in a running task. AWS does not support it with a read-only root filesystem; its agent gets writable directories here, and where that is not enough, set images.<name>.readOnlyRootFilesystem to false.",
    ),
}).check(
  fargateSize,
  rule(["min", "desired", "max"], (payload) => {
    const { min, desired, max } = payload.value;
    if (min <= desired && desired <= max) return;
    refuse(payload, ["desired"], `must satisfy min <= desired <= max (${min} <= ${desired} <= ${max})`);
  }),
  scalingAgrees,
);

export const services = z
  .record(componentName, service)
  .default(() => ({ web: service.parse({ route: {} }) }))
  .check((payload) => {
    const catchAll = Object.keys(payload.value).filter(
      (name) => payload.value[name]?.route?.paths.length === 0,
    );
    if (catchAll.length === 1) return;
    const found = catchAll.length === 0 ? "none has" : `${catchAll.join(" and ")} have`;
    refuse(
      payload,
      [],
      `must hold exactly one service with a route without paths, for all other requests; ${found} one`,
    );
  })
  .describe("The services by name. Each is an image with its own command, size and scaling.");

/** One-off tasks, such as a database migration: an image that runs to its end. */
export const tasks = z
  .record(componentName, section(task).check(fargateSize))
  .default({})
  .describe("One-off tasks by name: the one that migration names, and others, which are run by hand.");

/** The task that has to succeed before services get a new version. */
export const migration = componentName
  .optional()
  .describe(
    "Name of the task that migrates the database. It runs once for every version, before the first task of that version starts, and alone signs in as the owner of the database; where it fails, services stay as they are. Absent: none.",
  );

export const loadBalancer = section({
  idleTimeoutSeconds: whole(1, 4000)
    .default(60)
    .describe("A connection without traffic is closed after this time."),
  accessLogDays: whole(1, 3650).default(90).describe("How long access logs are kept, in days."),
});

export const cluster = section({
  containerInsights: z
    .enum(["disabled", "enabled", "enhanced"])
    .default("enabled")
    .describe("Container Insights metrics of cluster, services and tasks."),
});
