import { z } from "zod";
import { section } from "./values";

/**
 * How GitHub Actions deploys: OIDC provider, a role that plans and, per environment, one that deploys.
 * https://docs.github.com/en/actions/concepts/security/openid-connect
 */
const github = section({
  repository: z
    .string()
    .regex(/^[\w-]+\/[\w.-]+$/, 'must be the repository as "owner/name"')
    .describe("The only repository whose workflows get credentials."),
  branches: z
    .array(z.string().regex(/^[\w./-]+$/, "must be the name of a branch"))
    .default(["dev", "staging", "main"])
    .describe("Branches whose workflows may plan, besides those of pull requests."),
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
});

/** How new versions get to AWS. */
export const delivery = section({
  github: github.optional().describe("Credentials for GitHub Actions without stored keys. Absent: none."),
});
