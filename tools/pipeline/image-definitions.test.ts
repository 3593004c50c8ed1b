import { expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { container } from "../testing/containers";
import { environment, MINIMAL, synthesize } from "../testing/synthesize";
import { imageDefinitions } from "./image-definitions";

const prod: EnvironmentInput = {
  ...MINIMAL,
  regions: [{ name: "us-west-2" }],
  images: {
    app: { directory: "examples/hello" },
    mail: { reference: `public.ecr.aws/example/mail@sha256:${"0".repeat(64)}` },
  },
  services: {
    web: { image: "app", route: {}, before: ["migrate", "seed"] },
    worker: { image: "app", command: ["worker"], before: ["migrate"] },
    mailer: { image: "mail", before: ["seed"] },
  },
  tasks: { migrate: { image: "app", command: ["migrate"] }, seed: { image: "app", command: ["seed"] } },
};
const DIGEST = `sha256:${"0".repeat(64)}`;
const URIS = {
  app: "111111111111.dkr.ecr.us-west-2.amazonaws.com/webapp-prod-app:0123456789abcdef",
  mail: `public.ecr.aws/example/mail@${DIGEST}`,
};
const files = imageDefinitions(environment(prod, "prod"), "us-west-2", new Map(Object.entries(URIS)));

it("P3: has one file for each service and region", () => {
  expect([...files.keys()]).toEqual(
    ["web", "worker", "mailer"].map((service) => `imagedefinitions-prod-us-west-2-${service}.json`),
  );
});

it("P3, C7, C8: names every container of the task with its own image, so that a migration is of the version that follows it", () => {
  const stack = synthesize({ prod }).get("prod-us-west-2-service");
  for (const service of ["web", "worker", "mailer"]) {
    const definition = stack.one("aws_ecs_task_definition", `${service}-task`);
    expect(container(stack, service).name).toBe(service);
    const containers = JSON.parse(String(definition["container_definitions"])) as { name: string }[];
    const described = files.get(`imagedefinitions-prod-us-west-2-${service}.json`);
    const uriOf = (name: string) => (name === "mailer" ? URIS.mail : URIS.app);
    expect(described).toEqual(
      expect.arrayContaining(containers.map(({ name }) => ({ name, imageUri: uriOf(name) }))),
    );
    expect(described).toHaveLength(containers.length);
  }
});
