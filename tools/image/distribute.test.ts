import { describe, expect, it } from "vitest";
import type { BuiltImage } from "./built-image";
import { distribute, type Destination } from "./distribute";
import type { Registry } from "./registry";

const TAG = "0123456789abcdef";

const IMAGE: BuiltImage = {
  name: "app",
  tag: TAG,
  architecture: "ARM64",
  paths: { directory: "/app", dockerfile: "/app/Dockerfile", context: "/app" },
  repository: "webapp-test-app",
  local: `webapp:${TAG}`,
};

/** Registries by host, what is in them, and everything the engine is told. */
class World {
  readonly calls: string[] = [];
  readonly full = new Set<string>();
  /** Replicas that ECR fills when they are asked for the second time. */
  readonly replicated = new Set<string>();

  registry(host: string): Registry {
    const has = () => {
      const there = this.full.has(host);
      if (this.replicated.has(host)) this.full.add(host);
      return Promise.resolve(there);
    };
    const credentials = () => Promise.resolve({ user: "AWS", password: "secret" });
    return { url: `${host}/app`, has, credentials } as unknown as Registry;
  }

  /** Registries that refuse what is pushed. */
  readonly refused = new Set<string>();
  /** Where the image may be taken from, besides the destinations. */
  sources: Registry[] = [];
  /** A saved image, where there is one. */
  archive: string | undefined;
  /** What the last distribution says it did. */
  done: string | undefined;

  async distribute(...destinations: Destination[]): Promise<string[]> {
    const note = (...parts: string[]) => {
      this.calls.push(parts.join(" "));
      return Promise.resolve();
    };
    this.done = await distribute({
      destinations,
      sources: this.sources,
      image: IMAGE,
      archive: this.archive,
      engine: () =>
        Promise.resolve({
          load: (archive: string) => note("load", archive),
          build: ({ local, tag, architecture }) => note("build", local, tag, architecture),
          login: (host, user) => note("login", host, user),
          pull: (image, architecture) => note("pull", image, architecture),
          push: (image) => {
            if (this.refused.has(image.split("/")[0] ?? "")) return Promise.reject(new Error("tag invalid"));
            this.full.add(image.split("/")[0] ?? "");
            return note("push", image);
          },
          tag: (image, name) => note("tag", image, name),
        }),
      say: () => undefined,
      wait: { every: 1, atMost: 50 },
    });
    return this.calls;
  }
}

describe("distributing the image", () => {
  it("P3: builds it where nobody has it, and pushes it to this environment alone", async () => {
    const world = new World();
    world.sources = [world.registry("staging")];
    const calls = await world.distribute({ primary: world.registry("prod"), replicas: [] });
    expect(calls).toEqual([
      `build webapp:${TAG} ${TAG} ARM64`,
      `tag webapp:${TAG} prod/app:${TAG}`,
      "login prod AWS",
      `push prod/app:${TAG}`,
    ]);
  });

  it("P3: gives production the very image that staging has", async () => {
    const world = new World();
    world.full.add("staging");
    world.sources = [world.registry("staging")];
    const calls = await world.distribute({ primary: world.registry("prod"), replicas: [] });
    expect(calls).toEqual([
      "login staging AWS",
      `pull staging/app:${TAG} ARM64`,
      `tag staging/app:${TAG} prod/app:${TAG}`,
      "login prod AWS",
      `push prod/app:${TAG}`,
    ]);
  });

  it("P2: does nothing where it is everywhere: tags never move", async () => {
    const world = new World();
    for (const host of ["staging", "prod", "copy"]) world.full.add(host);
    const calls = await world.distribute(
      { primary: world.registry("staging"), replicas: [] },
      { primary: world.registry("prod"), replicas: [world.registry("copy")] },
    );
    expect(calls).toEqual([]);
    expect(world.done).toBe("nothing");
  });

  it("P2: takes the image that was built and checked before, where there is one", async () => {
    const world = new World();
    world.archive = "image.tar";
    const calls = await world.distribute({ primary: world.registry("prod"), replicas: [] });
    expect(calls.slice(0, 2)).toEqual(["load image.tar", `tag webapp:${TAG} prod/app:${TAG}`]);
    expect(world.done).toBe("pushed");
  });

  it("C6: waits until ECR has copied it to the other region", async () => {
    const world = new World();
    world.replicated.add("copy");
    const calls = await world.distribute({
      primary: world.registry("prod"),
      replicas: [world.registry("copy")],
    });
    expect(calls.filter((call) => call.startsWith("push"))).toEqual([`push prod/app:${TAG}`]);
    expect(world.full.has("copy")).toBe(true);
  });

  it.each([true, false])(
    "C6: given a refusal of the tag, with a copy there now: %s, ends well or says so",
    async (copied) => {
      const world = new World();
      const copy = world.registry("copy");
      world.full.add("prod");
      world.refused.add("copy");
      // The copy arrives while the image is pushed.
      const has = () => Promise.resolve(copied && world.calls.includes("login copy AWS"));
      const done = world.distribute({
        primary: world.registry("prod"),
        replicas: [Object.assign(copy, { has })],
      });
      await (copied ? expect(done).resolves.toBeDefined() : expect(done).rejects.toThrow("tag invalid"));
    },
  );

  it("C6: pushes it to the other region where ECR does not copy it, even if it was pushed long ago", async () => {
    const world = new World();
    world.full.add("prod");
    const calls = await world.distribute({
      primary: world.registry("prod"),
      replicas: [world.registry("copy")],
    });
    expect(calls).toEqual([
      "login prod AWS",
      `pull prod/app:${TAG} ARM64`,
      `tag prod/app:${TAG} copy/app:${TAG}`,
      "login copy AWS",
      `push copy/app:${TAG}`,
    ]);
  });
});
