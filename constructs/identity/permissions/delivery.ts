import type { Permission } from "./permission";

/** The pipeline within AWS, for environments that deploy with it. */
export const DELIVERY: readonly Permission[] = [
  {
    service: "codebuild",
    read: ["BatchGetProjects"],
    write: ["CreateProject", "DeleteProject", "UpdateProject"],
    on: ["codebuild:{region}:{account}:project/{name}"],
  },
  {
    service: "codecommit",
    read: ["GetRepository", "ListTagsForResource"],
    write: [
      "CreateRepository", "DeleteRepository", "TagResource", "UntagResource", "UpdateDefaultBranch",
      "UpdateRepositoryDescription", "UpdateRepositoryEncryptionKey",
    ],
    on: ["codecommit:{region}:{account}:{name}"],
  },
  {
    service: "codepipeline",
    read: ["GetPipeline", "ListTagsForResource"],
    write: ["CreatePipeline", "DeletePipeline", "TagResource", "UntagResource", "UpdatePipeline"],
    on: ["codepipeline:{region}:{account}:{name}"],
  },
  {
    service: "codestar-connections",
    read: ["GetConnection", "ListTagsForResource"],
    write: ["CreateConnection", "DeleteConnection", "PassConnection", "TagResource", "UntagResource", "UseConnection"],
    on: ["codestar-connections:{region}:{account}:connection/*"],
  },
  {
    service: "codestar-notifications",
    read: ["DescribeNotificationRule", "ListTagsForResource"],
    write: ["CreateNotificationRule", "DeleteNotificationRule", "TagResource", "UntagResource", "UpdateNotificationRule"],
    on: ["codestar-notifications:{region}:{account}:notificationrule/*"],
  },
]; // prettier-ignore
