import { type Location, logGroupArn } from "../location";
import type { Statement } from "../security/policy-document";
import type { SecretReference } from "./task-settings";

/**
 * What ECS itself does for a task: pull its image, write this log group and read these secrets,
 * nothing else. The AWS managed policy would allow every repository and every log group.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function executionStatements(
  at: Location,
  { repositoryArn }: { readonly repositoryArn?: string | undefined },
  logGroupName: string,
  reads: readonly SecretReference[],
): Statement[] {
  const pull = (repository: string): Statement[] => [
    {
      sid: "RegistryLogin",
      actions: ["ecr:GetAuthorizationToken"],
      // This action knows no resource.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
      resources: ["*"],
    },
    {
      sid: "PullImage",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [repository],
    },
  ];
  return [
    ...(repositoryArn === undefined ? [] : pull(repositoryArn)),
    {
      sid: "WriteLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [logGroupArn(at, logGroupName)],
    },
    ...secretStatements(at, reads),
  ];
}

/**
 * Pulling the agent of GuardDuty's Runtime Monitoring, which AWS adds to a task and keeps in a registry of its own.
 * https://docs.aws.amazon.com/guardduty/latest/ug/prereq-runtime-monitoring-ecs-support.html
 */
export function runtimeAgentStatement({ region }: Pick<Location, "region">): Statement {
  return {
    sid: "PullRuntimeAgent",
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    resources: [`arn:aws:ecr:${region}:*:repository/aws-guardduty-agent-fargate`],
  };
}

/**
 * Reading secrets, and decrypting them on the way; nothing where there are none.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data-secrets.html
 */
export function secretStatements({ region }: Location, reads: readonly SecretReference[]): Statement[] {
  if (reads.length === 0) return [];
  const each = (values: readonly string[]) => [...new Set(values)];
  return [
    {
      sid: "ReadSecrets",
      actions: ["secretsmanager:GetSecretValue"],
      resources: each(reads.map(({ secretArn }) => secretArn)),
    },
    {
      sid: "DecryptSecrets",
      actions: ["kms:Decrypt"],
      resources: each(reads.map(({ keyArn }) => keyArn)),
      conditions: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
    },
  ];
}
