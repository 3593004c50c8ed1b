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

/**
 * Beginnings of a project's names that AWS refuses for one of the resources that carry them.
 */
export const REFUSED_PROJECTS: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  internal: 'no name of a load balancer begins with "internal-"',
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  sg: 'no name of a security group begins with "sg-"',
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  sthree: 'no name of a bucket begins with "sthree-"',
  "amzn-s3-demo": 'no name of a bucket begins with "amzn-s3-demo-"',
};

const LOG = "the platform's own log group has the name";
const PART = "a part of the platform has the name";

/** Names that no service and no task may have, each with the reason. A test finds what is missing. */
export const RESERVED_COMPONENTS: Readonly<Record<string, string>> = {
  aws: PART,
  backend: PART,
  certificate: PART,
  cluster: PART,
  "dead-letters": PART,
  exec: LOG,
  firewall: PART,
  "flow-logs": LOG,
  function: PART,
  "keep-images": PART,
  listeners: PART,
  "log-delivery": LOG,
  migration: PART,
  mirror: LOG,
  monitoring: PART,
  "pipeline-deployer": PART,
  records: PART,
  "region-unhealthy": PART,
  scaling: PART,
  test: LOG,
};

/** What is added to the names of a service, and of a task, for further parts of them. */
export const SERVICE_SUFFIXES = ["-task", "-alarms"] as const;
