import { z } from "zod";
import type { ReadonlyDeep } from "./schema";
import { emails, logRetentionDays, refuse, region, rule, section, text, whole } from "./values";

/** https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html */
const repositoryName = text(
  /^(?!.*\.git$)[\w.-]{1,100}$/,
  "1 to 100 letters, digits, periods, underscores and hyphens, not ending with .git",
);

const branch = text(/^[\w./-]{1,255}$/, "the name of a branch")
  .default("main")
  .describe("A push to this branch starts the pipeline.");

const codeCommit = section({
  type: z.literal("codecommit"),
  repository: repositoryName
    .optional()
    .describe("Name of the CodeCommit repository. Default: the environment's project."),
  create: z
    .boolean()
    .default(true)
    .describe(
      "Whether the repository is made here; false where it exists already, in the pipeline's region.",
    ),
  branch,
  replicaRegion: region
    .optional()
    .describe(
      "Region that gets a copy of the repository, updated with every push. Default: the environment's second region; none where it has one.",
    ),
});

const connection = section({
  type: z.literal("github"),
  repository: text(/^[\w-]+\/[\w.-]+$/, 'the repository as "owner/name"').describe(
    "The GitHub repository, reached through a connection.",
  ),
  branch,
  connectionArn: text(
    /^arn:aws:(codestar-connections|codeconnections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]+$/,
    "the ARN of a connection",
  )
    .optional()
    .describe("A connection that exists. Absent: one is made, which somebody completes once in the console."),
});

/**
 * The pipeline within AWS: it belongs to the account and first region of the environment that states it, and deploys
 * the environments it names, of this account or others.
 */
export const pipeline = section({
  source: z
    .discriminatedUnion("type", [codeCommit, connection], {
      error: 'must have the type "codecommit" or "github"',
    })
    .describe("Where the sources are."),
  deploy: z
    .array(
      section({
        environment: text(/^[a-z][a-z0-9]{1,9}$/, "the name of an environment").describe(
          "An environment: the name of its file.",
        ),
        approval: z.boolean().default(true).describe("Whether somebody is asked before it is deployed."),
      }),
    )
    .min(1, "must name an environment")
    .max(10, "must name at most 10 environments")
    .describe("The environments it deploys, one after the other."),
  approvers: emails
    .default([])
    .describe("Who is asked for approval; each address confirms its subscription once."),
  alerts: emails
    .default([])
    .describe("Who is told when an execution fails or the copy of the repository is behind."),
  testTimeoutMinutes: whole(5, 480).default(120).describe("Time after which the tests are stopped."),
  imageTimeoutMinutes: whole(5, 480).default(60).describe("Time after which building the image is stopped."),
  computeType: z
    .enum(["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"])
    .default("BUILD_GENERAL1_MEDIUM")
    .describe("Size of the build machines; CodeBuild charges by the minute."),
  artifactDays: whole(1, 365).default(30).describe("How long what stages pass on is kept, in days."),
  logRetentionDays: logRetentionDays.default(90).describe("How long build logs are kept, in days."),
}).check(
  rule(["deploy", "approvers"], (payload) => {
    const { deploy, approvers } = payload.value;
    if (approvers.length > 0 || !deploy.some(({ approval }) => approval)) return;
    refuse(payload, ["approvers"], "must name somebody where an environment of deploy needs an approval");
  }),
  rule(["deploy"], (payload) => {
    const names = payload.value.deploy.map(({ environment }) => environment);
    names.forEach((name, index) => {
      if (names.indexOf(name) === index) return;
      refuse(payload, ["deploy", index, "environment"], "must not be named twice");
    });
  }),
);

export type PipelineConfig = ReadonlyDeep<z.output<typeof pipeline>>;
