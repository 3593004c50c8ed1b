import { createHash } from "node:crypto";

/** The longest name AWS accepts, in characters. */
export const NAME_LIMIT = {
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
  loadBalancer: 32,
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
  role: 64,
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
  policy: 128,
  /** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
  bucket: 63,
  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
  table: 255,
  /** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html */
  database: 63,
  /** https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html */
  cache: 40,
  /** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
  queue: 80,
  /** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
  function: 64,
  /** https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html */
  backupVault: 50,
  /** https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html */
  webAcl: 128,
  /** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
  eventRule: 64,
  /** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html */
  budget: 100,
  /** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html */
  pipeline: 100,
  /** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html */
  buildProject: 150,
  /** https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html */
  connection: 32,
  /** https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html */
  searchDomain: 28,
  /** https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html */
  deliveryStream: 64,
} as const;

const HASH_LENGTH = 6;

/**
 * A name within an AWS limit: unchanged where it fits, otherwise cut and ended with a hash of the whole, so that
 * two long names with the same beginning stay different.
 *
 * @param name lower-case letters, digits and hyphens
 * @throws {Error} where the name holds other characters: they are refused by one service or another
 */
export function boundedName(name: string, limit: keyof typeof NAME_LIMIT): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(
      `the name "${name}" must consist of lower-case letters and digits, joined by single hyphens`,
    );
  }
  const longest = NAME_LIMIT[limit];
  if (name.length <= longest) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, HASH_LENGTH);
  return `${name.slice(0, longest - HASH_LENGTH - 1).replace(/-+$/, "")}-${hash}`;
}
