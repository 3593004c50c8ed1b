import { expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { container } from "../testing/containers";
import { environment, MINIMAL, synthesize } from "../testing/synthesize";
import { imageDefinitions } from "./image-definitions";

const prod: EnvironmentInput = {
  ...MINIMAL,
  regions: [{ name: "us-west-2" }],
  services: {
    web: { route: {}, before: ["migrate", "seed"] },
    worker: { command: ["worker"], before: ["migrate"] },
    mailer: { command: ["mailer"] },
  },
  tasks: { migrate: { command: ["migrate"] }, seed: { command: ["seed"] } },
};
const URI = "111111111111.dkr.ecr.us-west-2.amazonaws.com/webapp-prod:0123456789abcdef";
const files = imageDefinitions(environment(prod, "prod"), "us-west-2", URI);

it("P3: has one file for each service and region", () => {
  expect([...files.keys()]).toEqual(
    ["web", "worker", "mailer"].map((service) => `imagedefinitions-prod-us-west-2-${service}.json`),
  );
});

it("P3, C7: names every container of the task, so that a migration is of the version that follows it", () => {
  const stack = synthesize({ prod }).get("prod-us-west-2-service");
  for (const service of ["web", "worker", "mailer"]) {
    const definition = stack.one("aws_ecs_task_definition", `${service}-task`);
    expect(container(stack, service).name).toBe(service);
    const containers = JSON.parse(String(definition["container_definitions"])) as { name: string }[];
    const described = files.get(`imagedefinitions-prod-us-west-2-${service}.json`);
    expect(described).toEqual(
      expect.arrayContaining(containers.map(({ name }) => ({ name, imageUri: URI }))),
    );
    expect(described).toHaveLength(containers.length);
  }
});
