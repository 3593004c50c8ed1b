import { z } from "zod";
import { pipeline } from "./pipeline";
import { refuse, rule, section, text } from "./values";

/** https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims */
const githubId = text(/^[1-9]\d*$/, "an id of GitHub: digits, in quotes");

/**
 * How GitHub Actions deploys: OIDC provider, a role that plans and, per environment, one that deploys.
 * https://docs.github.com/en/actions/concepts/security/openid-connect
 */
const github = section({
  repository: z
    .string()
    .regex(/^[\w-]+\/[\w.-]+$/, 'must be the repository as "owner/name"')
    .describe("The only repository whose workflows get credentials."),
  ownerId: githubId.optional().describe("Id of its owner, together with repositoryId."),
  repositoryId: githubId
    .optional()
    .describe(
      "Id of the repository. With both ids, workflows are known by them: a repository that gets the name later is another one. Required where GitHub puts them into its tokens, as it does for repositories made, renamed or transferred since July 2026.",
    ),
  branches: z
    .array(z.string().regex(/^[\w./-]+$/, "must be the name of a branch"))
    .min(1, "must name a branch")
    .default(["dev", "staging", "main"])
    .describe("Branches whose workflows may plan; pull requests have a weaker role of their own."),
  branch: z
    .string()
    .regex(/^[\w./-]+$/, "must be the name of a branch")
    .optional()
    .describe(
      "Branch whose pushes are deployed to this environment. Default: this environment's name, so say main for production.",
    ),
  environment: z
    .string()
    .regex(
      /^[\w.-]+$/,
      "must be the name of a GitHub environment: letters, digits, underscores, dots, hyphens",
    )
    .optional()
    .describe(
      "GitHub environment whose jobs may deploy; protect it with reviewers. Default: this environment's name.",
    ),
}).check(
  rule(["ownerId", "repositoryId"], (payload) => {
    const { ownerId, repositoryId } = payload.value;
    if ((ownerId === undefined) === (repositoryId === undefined)) return;
    const [path, other] = ownerId === undefined ? ["ownerId", "repositoryId"] : ["repositoryId", "ownerId"];
    refuse(payload, [path], `must be set where ${other} is`);
  }),
);

const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "none"] as const;

/**
 * What known vulnerabilities of the image stop a deployment; ECR scans every image when it is pushed.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html
 */
const imageScan = section({
  failOn: z
    .enum(SEVERITIES)
    .default("HIGH")
    .describe("Least severity that stops a deployment; none: findings are shown only."),
  accept: z
    .record(
      z.string().regex(/^[A-Z][\w:-]+$/, "must be a vulnerability's name, such as CVE-2024-1234"),
      z.string().min(1),
    )
    .default({})
    .describe("Vulnerabilities that do not, each with the reason why."),
});

/** How new versions get to AWS. */
export const delivery = section({
  allowDestroy: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9-]+\/[\w.[\]"-]+$/, 'must be "<stack>/<address>", as the plan guard prints it'),
    )
    .default([])
    .describe(
      "Stateful resources that a deployment may destroy or replace; the plan guard stops at all others. Lines are removed after the deployment.",
    ),
  imageScan: imageScan.prefault({}),
  github: github.optional().describe("Credentials for GitHub Actions without stored keys. Absent: none."),
  pipeline: pipeline
    .optional()
    .describe(
      "A pipeline within AWS that builds the image and deploys it: here, and to the environments it names. Absent: none.",
    ),
}).check(
  rule(["github", "pipeline"], (payload) => {
    if (payload.value.github === undefined || payload.value.pipeline === undefined) return;
    refuse(
      payload,
      ["pipeline"],
      "must be absent where GitHub Actions deploys the environment (delivery.github): one of the two does",
    );
  }),
);
