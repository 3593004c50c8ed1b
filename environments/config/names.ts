/** What the tag `Environment` says of resources that belong to an account as a whole. */
export const ACCOUNT_TAG = "account";

/**
 * Names that no environment may have: `<project>-<environment>` would begin the names of the account's own resources,
 * which the environment's deploying role could then change, or its tags would be those of the account.
 */
export const RESERVED_ENVIRONMENTS: Readonly<Record<string, string>> = {
  [ACCOUNT_TAG]: "the account's own resources carry it in their tag Environment",
  baseline: "the account's baseline is called <project>-baseline",
  plan: "the role of plans is called <project>-plan",
  pull: "the role of pull requests is called <project>-pull-request",
  replication: "the account's copies of images are called <account>-replication",
  state: "the account's remote state is called <account>-state",
  terraform: "bucket, table and key of the remote state are called <project>-terraform-…",
};
