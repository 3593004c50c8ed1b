import { environment, MINIMAL } from "./synthesize";

const pipeline = {
  deploy: [{ environment: "made" }, { environment: "given" }],
  approvers: ["lead@example.com"],
};
/**
 * Environments with pipelines of either kind, which none that comes with the project has: from CodeCommit, with a copy
 * of the repository and two accounts, and from GitHub.
 */
export const PIPELINES = [
  environment(
    {
      ...MINIMAL,
      regions: [{ name: "us-east-1" }, { name: "us-west-2" }],
      delivery: { pipeline: { ...pipeline, source: { type: "codecommit" } } },
    },
    "made",
  ),
  environment({ ...MINIMAL, account: "222222222222" }, "given"),
  environment(
    {
      ...MINIMAL,
      delivery: {
        pipeline: {
          deploy: [{ environment: "hub", approval: false }],
          source: { type: "github", repository: "octo-org/octo-repo" },
        },
      },
    },
    "hub",
  ),
];
