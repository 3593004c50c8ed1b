import { arn, type Location } from "../location";
import type { Statement } from "../security/policy-document";

/**
 * What ECS itself does for a task: pull this repository's image and write this log group, nothing else. The AWS
 * managed policy would allow every repository and every log group.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function executionStatements(at: Location, repositoryArn: string, logGroupName: string): Statement[] {
  return [
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
      resources: [repositoryArn],
    },
    {
      sid: "WriteLog",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [
        arn(at, "logs", `log-group:${logGroupName}:log-stream:*`),
        arn(at, "logs", `log-group:${logGroupName}`),
      ],
    },
  ];
}
