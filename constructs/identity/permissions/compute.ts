import type { Permission } from "./permission";

const SCALABLE_TARGETS = ["application-autoscaling:{region}:{account}:scalable-target/*"];

/** Images, cluster, services and their scaling, functions. */
export const COMPUTE: readonly Permission[] = [
  {
    service: "ecs",
    read: ["DescribeClusters", "DescribeServiceDeployments", "DescribeServiceRevisions", "DescribeServices", "DescribeTasks", "ListServiceDeployments", "ListTagsForResource"],
    write: [
      "CreateCluster", "CreateService", "DeleteCluster", "DeleteService", "PutClusterCapacityProviders",
      "RegisterTaskDefinition", "RunTask", "TagResource", "UntagResource", "UpdateCluster", "UpdateClusterSettings", "UpdateService",
    ],
    on: [
      "ecs:{region}:{account}:cluster/{name}", "ecs:{region}:{account}:service/{name}/*",
      "ecs:{region}:{account}:service-deployment/{name}/*", "ecs:{region}:{account}:service-revision/{name}/*",
      "ecs:{region}:{account}:task/{name}/*", "ecs:{region}:{account}:task-definition/{name}:*",
    ],
  },
  { service: "ecs", read: ["DescribeTaskDefinition"], write: ["DeregisterTaskDefinition"], on: "*" },
  {
    service: "ecr",
    read: ["BatchCheckLayerAvailability", "BatchGetImage", "DescribeImageScanFindings", "DescribeImages", "DescribeRepositories", "GetLifecyclePolicy", "GetRepositoryPolicy", "ListTagsForResource"],
    write: [
      "CompleteLayerUpload", "CreateRepository", "BatchDeleteImage", "DeleteLifecyclePolicy", "DeleteRepository",
      "DeleteRepositoryPolicy", "GetDownloadUrlForLayer", "InitiateLayerUpload", "ListImages", "PutImage", "PutImageScanningConfiguration",
      "PutImageTagMutability", "PutLifecyclePolicy", "ReplicateImage", "SetRepositoryPolicy", "TagResource", "UntagResource", "UploadLayerPart",
    ],
    on: ["ecr:{region}:{account}:repository/{name}"],
  },
  // What is replicated is said for the whole registry of an account and region, by the account's own stack.
  { service: "ecr", read: ["DescribeRegistry"], write: ["GetAuthorizationToken"], on: "*" },
  {
    service: "application-autoscaling",
    read: ["DescribeScalableTargets", "DescribeScalingPolicies", "DescribeScheduledActions"],
    on: "*",
  },
  // AWS names scalable targets; policies and schedules belong to theirs.
  { service: "application-autoscaling", read: ["ListTagsForResource"], on: SCALABLE_TARGETS },
  {
    service: "application-autoscaling",
    write: ["PutScalingPolicy", "PutScheduledAction", "RegisterScalableTarget", "TagResource"],
    on: SCALABLE_TARGETS,
    tagged: "or-new",
  },
  {
    service: "application-autoscaling",
    write: ["DeleteScalingPolicy", "DeleteScheduledAction", "DeregisterScalableTarget", "UntagResource"],
    on: SCALABLE_TARGETS,
    tagged: true,
  },
  {
    service: "lambda",
    read: ["GetFunction", "GetFunctionCodeSigningConfig", "GetFunctionConfiguration", "GetFunctionEventInvokeConfig", "GetPolicy", "ListTags", "ListVersionsByFunction"],
    write: [
      "AddPermission", "CreateFunction", "DeleteFunction", "DeleteFunctionConcurrency", "DeleteFunctionEventInvokeConfig",
      // Rotation is switched on in the name of who may invoke the function that rotates:
      // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
      "InvokeFunction", "PutFunctionConcurrency", "PutFunctionEventInvokeConfig",
      "PutRuntimeManagementConfig", "RemovePermission", "TagResource", "UntagResource", "UpdateFunctionCode", "UpdateFunctionConfiguration",
      "UpdateFunctionEventInvokeConfig",
    ],
    on: ["lambda:{region}:{account}:function:{name}"],
  },
  // A canary's function and layer are made in the name of whoever makes the canary:
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_Roles.html
  {
    service: "lambda",
    write: [
      "AddPermission", "CreateFunction", "DeleteFunction", "DeleteLayerVersion", "GetFunction", "GetFunctionConfiguration", "GetLayerVersion",
      "PublishLayerVersion", "PublishVersion", "UpdateFunctionCode", "UpdateFunctionConfiguration",
    ],
    on: ["lambda:{region}:{account}:function:cwsyn-{name}", "lambda:{region}:{account}:layer:cwsyn-{name}"],
  },
  { service: "lambda", write: ["GetLayerVersion"], on: ["lambda:{region}:*:layer:Synthetics*"] },
  {
    service: "scheduler",
    read: ["GetSchedule", "GetScheduleGroup", "ListTagsForResource"],
    write: ["CreateSchedule", "CreateScheduleGroup", "DeleteSchedule", "DeleteScheduleGroup", "TagResource", "UntagResource", "UpdateSchedule"],
    on: ["scheduler:{region}:{account}:schedule/*/{name}", "scheduler:{region}:{account}:schedule-group/{name}"],
  },
]; // prettier-ignore
