import {
  every,
  mustBe,
  mustBeCustomerKey,
  mustBeSet,
  mustBeTrue,
  mustNotBeTrue,
  shown,
  where,
} from "../findings";
import { type Attributes, isObject, type Resource, textOf, valueAt } from "../resource";
import { rules } from "../rule";

const types = ["aws_ecs_task_definition"];

/** A check of every container of a task; `check` says what is wrong with one. */
const containers = (check: (container: Attributes) => string | undefined) => (task: Resource) => {
  const all = task.containers();
  if (all.length === 0) return "its containers can not be read at synthesis";
  return all.flatMap((container) => {
    const found = check(container);
    return found === undefined ? [] : [`container ${String(container["name"])}: ${found}`];
  });
};

const fargate = (service: Resource) =>
  service.get("launch_type") !== "EC2" && service.get("launch_type") !== "EXTERNAL";

export const containerRules = rules(
  {
    id: "container-user",
    title: "Containers do not run as root.",
    severity: "high",
    types,
    rationale: "Whoever breaks into the application owns the container, and is a step closer to its host.",
    fix: "Set user to a number above 0, as containerDefinition does.",
    controls: ["ECS.1", "ECS.20"],
    check: containers(({ user }) => {
      const root = user === undefined || /^(0|root)(:|$)/.test(textOf(user)) || user === "";
      return root ? `user is ${user === undefined ? "not set" : JSON.stringify(user)}` : undefined;
    }),
  },
  {
    id: "container-read-only",
    title: "The root filesystem of containers is read-only.",
    severity: "high",
    types,
    rationale: "Whoever breaks into the application could change it, or bring tools along.",
    fix: "Set readonlyRootFilesystem, and volumes for what has to be written.",
    controls: ["ECS.5", "CKV_AWS_336"],
    check: containers(({ readonlyRootFilesystem }) =>
      readonlyRootFilesystem === true ? undefined : "readonlyRootFilesystem is not true",
    ),
  },
  {
    id: "container-privileged",
    title: "Containers have no privileges on their host.",
    severity: "high",
    types,
    rationale: "A privileged container is root on its host.",
    fix: "Leave out privileged.",
    controls: ["ECS.4", "CKV_AWS_334"],
    check: containers(({ privileged }) => (privileged === true ? "privileged is true" : undefined)),
  },
  {
    id: "container-capabilities",
    title: "Containers drop every Linux capability, and add none.",
    severity: "medium",
    types,
    rationale: "An application that listens above port 1023 needs none of them.",
    fix: 'Set linuxParameters.capabilities.drop to ["ALL"], as containerDefinition does.',
    controls: [],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
    check: containers((container) => {
      const dropped = valueAt(container, "linuxParameters.capabilities.drop");
      const capabilities = valueAt(container, "linuxParameters.capabilities");
      const added = isObject(capabilities) ? capabilities["add"] : undefined;
      if (Array.isArray(added) && added.length > 0) return `it adds ${added.join(", ")}`;
      const all =
        isObject(capabilities) && Array.isArray(capabilities["drop"]) && capabilities["drop"].includes("ALL");
      return all ? undefined : `it drops ${dropped === undefined ? "none" : JSON.stringify(dropped)}`;
    }),
  },
  {
    id: "container-logs",
    title: "Containers send their logs somewhere.",
    severity: "medium",
    types,
    rationale: "What a task wrote is gone with it.",
    fix: "Set logConfiguration.",
    controls: ["ECS.9"],
    check: containers((container) =>
      typeof valueAt(container, "logConfiguration.logDriver") === "string"
        ? undefined
        : "logConfiguration is not set",
    ),
  },
  {
    id: "container-image-tag",
    title: "Images are named by a tag or digest that does not move.",
    severity: "medium",
    types,
    rationale: "With latest, nobody knows what runs, and a restart can deploy.",
    fix: "Name the image by the content hash of its sources.",
    controls: [],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-considerations.html",
    check: containers(({ image }) =>
      typeof image === "string" &&
      /(@sha256:|:(?!latest$)[\w.-]+$)/.test(image.replaceAll(/\$\{[^}]*\}/g, "x"))
        ? undefined
        : `image is ${JSON.stringify(image)}`,
    ),
  },
  {
    id: "task-network-mode",
    title: "Every task has a network interface of its own.",
    severity: "high",
    types,
    rationale: "In host and bridge mode a task shares the network, and the security group, of its host.",
    fix: 'Set network_mode to "awsvpc".',
    controls: ["ECS.1", "ECS.17"],
    check: mustBe("network_mode", "awsvpc"),
  },
  {
    id: "task-process-namespace",
    title: "Tasks do not see the processes of their host.",
    severity: "high",
    types,
    rationale: "A container that sees other processes can signal them and read their environment.",
    fix: "Leave out pid_mode and ipc_mode.",
    controls: ["ECS.3", "CKV_AWS_335"],
    check: every(
      (task) => (task.get("pid_mode") === "host" ? shown(task, "pid_mode") : undefined),
      (task) => (task.get("ipc_mode") === "host" ? shown(task, "ipc_mode") : undefined),
    ),
  },
  {
    id: "task-roles",
    title: "The application and ECS itself have different roles.",
    severity: "medium",
    types,
    rationale: "With one role for both, the application may do what only starting it needs.",
    fix: "Set task_role_arn and execution_role_arn to two roles.",
    controls: [],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
    check: every(mustBeSet("task_role_arn"), mustBeSet("execution_role_arn"), (task) =>
      task.get("task_role_arn") === task.get("execution_role_arn") ? "both roles are the same" : undefined,
    ),
  },
  {
    id: "task-volume-encryption",
    title: "File systems of tasks are mounted over TLS.",
    severity: "high",
    types,
    rationale: "Whoever listens inside of the VPC could read files.",
    fix: "Set transit_encryption of efs_volume_configuration to ENABLED.",
    controls: ["ECS.18", "CKV_AWS_97", "AVD-AWS-0035"],
    check: (task) =>
      task
        .blocks("volume.efs_volume_configuration")
        .filter(({ transit_encryption }) => transit_encryption !== "ENABLED")
        .map(({ file_system_id }) => `transit_encryption is not enabled for ${String(file_system_id)}`),
  },
  {
    id: "service-no-public-address",
    title: "Tasks have no public address.",
    severity: "high",
    types: ["aws_ecs_service"],
    rationale: "They could be reached around the load balancer.",
    fix: "Leave out assign_public_ip.",
    controls: ["ECS.2", "CKV_AWS_333"],
    check: mustNotBeTrue("network_configuration.assign_public_ip"),
  },
  {
    id: "service-platform-version",
    title: "Services run on the latest platform version of Fargate.",
    severity: "medium",
    types: ["aws_ecs_service"],
    rationale: "Older ones lack patches of kernel and container runtime.",
    fix: 'Set platform_version to "LATEST", or leave it out.',
    controls: ["ECS.10", "CKV_AWS_332"],
    check: where(fargate, mustBe("platform_version", "LATEST", undefined)),
  },
  {
    id: "cluster-insights",
    title: "Clusters report metrics of services and tasks.",
    severity: "medium",
    types: ["aws_ecs_cluster"],
    rationale: "Without them nobody sees that tasks fail, or run out of memory.",
    fix: "Set cluster.containerInsights to enabled or enhanced.",
    controls: ["ECS.12", "CKV_AWS_65", "AVD-AWS-0034"],
    check: (cluster) => {
      const setting = cluster.blocks("setting").find(({ name }) => name === "containerInsights");
      return ["enabled", "enhanced"].includes(String(setting?.["value"]))
        ? undefined
        : "containerInsights is off";
    },
  },
  {
    id: "cluster-exec-audit",
    title: "Sessions in running containers are recorded and encrypted.",
    severity: "medium",
    types: ["aws_ecs_cluster"],
    rationale: "Who did what in a production container can not be found out later.",
    fix: "Set execute_command_configuration with a key, and a log that is encrypted.",
    controls: ["CKV_AWS_223", "CKV_AWS_224"],
    source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-logging",
    check: every(
      mustBe("configuration.execute_command_configuration.logging", "OVERRIDE"),
      mustBeCustomerKey("configuration.execute_command_configuration.kms_key_id"),
      mustBeTrue(
        "configuration.execute_command_configuration.log_configuration.cloud_watch_encryption_enabled",
      ),
    ),
  },
  {
    id: "repository-immutable",
    title: "Image tags never move.",
    severity: "medium",
    types: ["aws_ecr_repository"],
    rationale: "Whoever may push could replace the image that production runs.",
    fix: "Set image_tag_mutability to IMMUTABLE.",
    controls: ["ECR.2", "CKV_AWS_51", "AVD-AWS-0031"],
    check: mustBe("image_tag_mutability", "IMMUTABLE"),
  },
  {
    id: "repository-scan",
    title: "Images are scanned for known weaknesses when they are pushed.",
    severity: "high",
    types: ["aws_ecr_repository"],
    rationale: "Packages with known weaknesses are deployed without anybody noticing.",
    fix: "Set image_scanning_configuration.scan_on_push.",
    controls: ["ECR.1", "CKV_AWS_163", "AVD-AWS-0030"],
    check: mustBeTrue("image_scanning_configuration.scan_on_push"),
  },
  {
    id: "repository-customer-key",
    title: "Images are encrypted with a customer-managed KMS key.",
    severity: "low",
    types: ["aws_ecr_repository"],
    rationale: "With ECR's own key, whoever may pull an image needs no permission for a key.",
    fix: "Set encryption_configuration with type KMS and a key.",
    controls: ["ECR.5", "CKV_AWS_136", "AVD-AWS-0033"],
    check: every(
      mustBe("encryption_configuration.encryption_type", "KMS"),
      mustBeCustomerKey("encryption_configuration.kms_key"),
    ),
  },
  {
    id: "repository-lifecycle",
    title: "Old images are removed.",
    severity: "low",
    types: ["aws_ecr_repository"],
    rationale: "Old images hold old weaknesses, and are billed.",
    fix: "Add an aws_ecr_lifecycle_policy.",
    controls: ["ECR.3"],
    check: (repository) => {
      const policies = repository.stack.app.all("aws_ecr_lifecycle_policy");
      return policies.some((one) => one.target("repository")?.resource === repository)
        ? undefined
        : "there is no aws_ecr_lifecycle_policy for it";
    },
  },
);
