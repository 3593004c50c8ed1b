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
    web: { image: "app", route: {} },
    worker: { image: "app", command: ["worker"] },
    mailer: { image: "mail" },
  },
  tasks: { migrate: { image: "app", command: ["migrate"] }, seed: { image: "app", command: ["seed"] } },
  migration: "migrate",
};
const DIGEST = `sha256:${"0".repeat(64)}`;
const URIS = {
  app: "111111111111.dkr.ecr.us-west-2.amazonaws.com/webapp-prod-app:0123456789abcdef",
  mail: `public.ecr.aws/example/mail@${DIGEST}`,
};
const files = imageDefinitions(environment(prod, "prod"), "us-west-2", new Map(Object.entries(URIS)));

const file = (name: string) => files.get(`${name}.json`);

it("P3: has one file for each service and region, and one for the migration", () => {
  expect([...files.keys()]).toEqual([
    ...["web", "worker", "mailer"].map((service) => `imagedefinitions-prod-us-west-2-${service}.json`),
    "migration-prod-us-west-2.json",
  ]);
});

it("P3, C8: names the container of each service with its own image", () => {
  const stack = synthesize({ prod }).get("prod-us-west-2-service");
  for (const service of ["web", "worker", "mailer"]) {
    expect(container(stack, service).name).toBe(service);
    const imageUri = service === "mailer" ? URIS.mail : URIS.app;
    expect(file(`imagedefinitions-prod-us-west-2-${service}`)).toEqual([{ name: service, imageUri }]);
  }
});

it("P3, C7: has the migration run with the image that the services get next", () => {
  const stack = synthesize({ prod }).get("prod-us-west-2-service");
  const event = file("migration-prod-us-west-2");
  expect(event).toEqual({ taskDefinition: "webapp-prod-migrate", image: URIS.app });
  expect(stack.one("aws_ecs_task_definition", "migrate-task")["family"]).toBe("webapp-prod-migrate");
});

it("P3: has no file for a migration where there is none", () => {
  const some = imageDefinitions(
    environment({ ...prod, migration: undefined }, "prod"),
    "us-west-2",
    new Map(Object.entries(URIS)),
  );
  expect([...some.keys()].filter((name) => name.startsWith("migration"))).toEqual([]);
});
