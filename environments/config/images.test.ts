import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { environment, MINIMAL } from "../../tools/testing/synthesize";
import { builtImages, imageNameOf } from "./images";

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const EXISTING = { reference: `public.ecr.aws/nginx/nginx@${DIGEST}` };
const images = (app: object) => problemsOf({ images: { app } });
const web = (service: object) => problemsOf({ services: { web: { route: {}, ...service } } });

describe("C8: the images of an environment", () => {
  it("are stated by every environment: the platform knows no application", () => {
    expect(problemsOf({ images: undefined })).toEqual([
      'images: must name the images by name, such as { app: { directory: "../my-application" } }',
    ]);
  });

  it("are what every service runs where there is one only", () => {
    expect(imageNameOf(environment(MINIMAL), {})).toBe("app");
  });

  it("are built from a directory with a Dockerfile, or exist already", () => {
    const parsed = environment({
      ...MINIMAL,
      images: { shop: { directory: "../shop", dockerfile: "docker/web" }, proxy: EXISTING },
      services: { web: { image: "shop", route: {} }, edge: { image: "proxy" } },
    });
    expect(builtImages(parsed)).toEqual([
      ["shop", { directory: "../shop", dockerfile: "docker/web", context: "." }],
    ]);
    expect(imageNameOf(parsed, { image: "proxy" })).toBe("proxy");
  });

  it.each([
    [
      "neither directory nor reference",
      {},
      "images.app: must have either directory or reference; it has neither",
    ],
    [
      "both",
      { directory: "app", ...EXISTING },
      "images.app: must have either directory or reference; it has both",
    ],
    [
      "a Dockerfile for nothing to build",
      { ...EXISTING, dockerfile: "x" },
      "images.app.dockerfile: must be absent",
    ],
    ["a context for nothing to build", { ...EXISTING, context: "." }, "images.app.context: must be absent"],
    ["a path with spaces", { directory: "my app" }, "images.app.directory: must be a path without spaces"],
    ["root", { ...EXISTING, user: "0:0" }, "images.app.user: must be a user and group by number"],
    ["a user by name", { ...EXISTING, user: "node" }, "images.app.user: must be a user and group by number"],
    [
      "a relative path",
      { ...EXISTING, writablePaths: ["tmp"] },
      "images.app.writablePaths.0: must be an absolute path",
    ],
    [
      "a path upwards",
      { ...EXISTING, writablePaths: ["/a/../b"] },
      "images.app.writablePaths.0: must be an absolute path",
    ],
    [
      "a path twice",
      { ...EXISTING, writablePaths: ["/tmp", "/tmp"] },
      "images.app.writablePaths.1: must be named once",
    ],
    [
      "an unknown key",
      { ...EXISTING, tag: "1" },
      'images.app: unknown "tag"; allowed are directory, dockerfile',
    ],
  ])("refuse %s", (_title, app, problem) => {
    expect(images(app)).toEqual([expect.stringContaining(problem)]);
  });

  it.each([
    `nginx@${DIGEST}`,
    `docker.io/library/nginx@${DIGEST}`,
    `registry.example.com:5000/team/my_app@${DIGEST}`,
    `111111111111.dkr.ecr.us-east-1.amazonaws.com/a/b-c@${DIGEST}`,
  ])("may be given as %s", (reference) => {
    expect(images({ reference })).toEqual([]);
  });

  it.each([
    ["a tag", "nginx:1.27"],
    ["a tag beside the digest", `nginx:1.27@${DIGEST}`],
    ["a digest that is too short", "nginx@sha256:0123"],
    ["another kind of digest", `nginx@sha512:${"0".repeat(64)}`],
    ["credentials", `user:password@registry.example.com/app@${DIGEST}`],
    ["a scheme", `https://registry.example.com/app@${DIGEST}`],
    ["upper case", `Nginx@${DIGEST}`],
    ["nothing", ""],
  ])("may not be given by %s", (_title, reference) => {
    expect(images({ reference })).toEqual([
      expect.stringContaining(
        "images.app.reference: must be an image by its digest, without tag and credentials",
      ),
    ]);
  });

  it("must be run by something, and known where they are named", () => {
    const two = { one: { directory: "a" }, two: { directory: "b" } };
    const run = (services: object, tasks: object = {}) => problemsOf({ images: two, services, tasks });

    expect(run({ web: { image: "one", route: {} } })).toEqual([
      "images.two: must be run by a service or a task; none names it",
    ]);
    expect(run({ web: { image: "one", route: {} } }, { seed: { image: "two" } })).toEqual([]);
    expect(
      run({ web: { image: "three", route: {} }, other: { image: "two" } }, { seed: { image: "one" } }),
    ).toEqual(["services.web.image: must be one of the environment's images: one, two"]);
    expect(run({ web: { route: {} }, a1: { image: "one" }, a2: { image: "two" } })).toEqual([
      "services.web.image: must be one of the environment's images: one, two",
    ]);
    expect(problemsOf({ images: {} })).toContain("images: must hold at least one image");
  });

  it("of another account's ECR are out of reach of the roles that GitHub Actions makes", () => {
    const given = (account: string, delivery: object) =>
      problemsOf({
        images: { app: { reference: `${account}.dkr.ecr.us-east-1.amazonaws.com/app@${DIGEST}` } },
        delivery,
      });
    const github = { github: { repository: "example/app" } };
    expect(given("222222222222", github)).toContainEqual(
      expect.stringContaining(
        "images.app.reference: must be public or of the environment's account (111111111111)",
      ),
    );
    expect(given("222222222222", {})).toEqual([]);
    expect(given("111111111111", github)).not.toContainEqual(expect.stringContaining("images.app"));
  });
});

describe("C8: the container's health check", () => {
  it("has defaults besides the command", () => {
    const parsed = environment({
      ...MINIMAL,
      services: { web: { route: {}, healthCheck: { command: ["check"] } } },
    });
    expect(parsed.services["web"]?.healthCheck).toEqual({
      command: ["check"],
      intervalSeconds: 15,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 30,
    });
  });

  it.each([
    ["another word", { healthCheck: "off" }, "services.web.healthCheck: "],
    ["no command", { healthCheck: { command: [] } }, "services.web.healthCheck.command: must name a command"],
    [
      "an empty part",
      { healthCheck: { command: ["a", ""] } },
      "services.web.healthCheck.command.1: must not be empty",
    ],
    ["CMD", { healthCheck: { command: ["CMD", "a"] } }, "must be the command itself, without CMD"],
    ["a shell's line", { healthCheck: { command: ["CMD-SHELL", "a"] } }, '["sh", "-c", "…"]'],
    [
      "an interval out of bounds",
      { healthCheck: { intervalSeconds: 4 } },
      "healthCheck.intervalSeconds: must be a whole number from 5 to 300",
    ],
    [
      "an unknown key",
      { healthCheck: { interval: 5 } },
      'services.web.healthCheck: unknown "interval"; allowed are command',
    ],
  ])("refuses %s", (_title, service, problem) => {
    expect(web(service)).toEqual([expect.stringContaining(problem)]);
  });
});

describe("C8: what the canary asks", () => {
  const canary = (checks: unknown) => problemsOf({ monitoring: { canary: { checks } } });

  it("is whether / answers 200, by default", () => {
    expect(environment(MINIMAL).monitoring.canary.checks).toEqual([{ path: "/", status: 200 }]);
  });

  it.each([
    ["no check", [], "monitoring.canary.checks: must hold at least one check"],
    ["a path without slash", [{ path: "health" }], 'checks.0.path: must be a path that starts with "/"'],
    [
      "a status that is none",
      [{ path: "/", status: 20 }],
      "checks.0.status: must be a whole number from 200 to 599",
    ],
    [
      "a field without values",
      [{ path: "/", json: { ok: [] } }],
      "checks.0.json.ok: must name at least one value",
    ],
    [
      "more than fits",
      Array.from({ length: 20 }, () => ({ path: "/", contains: "x".repeat(190) })),
      "must be at most 3072 bytes",
    ],
  ])("refuses %s", (_title, checks, problem) => {
    expect(canary(checks)).toEqual([expect.stringContaining(problem)]);
  });
});
