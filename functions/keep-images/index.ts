// Both are part of the Lambda runtime.
import { ECR } from "@aws-sdk/client-ecr";
import { ECS } from "@aws-sdk/client-ecs";
import { keeper, type KeeperSettings } from "./keeper";

export const handler = keeper({
  ecs: new ECS(),
  ecr: new ECR(),
  settings: JSON.parse(process.env["SETTINGS"] ?? "{}") as KeeperSettings,
});
