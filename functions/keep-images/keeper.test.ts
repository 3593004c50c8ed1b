import { describe, expect, it } from "vitest";
import { keeper, type KeeperOptions } from "./keeper";

const URL = "111111111111.dkr.ecr.us-east-1.amazonaws.com/webapp-test-app";

/** A registry with one repository, and services that run what is said. */
class World {
  /** Tags by the image that has them. */
  readonly images = new Map<string, Set<string>>();
  /** Versions that run, by service: one for each deployment. */
  running: Record<string, readonly string[]> = {};
  private readonly taggedBy = (tag: string) => [...this.images].find(([, tags]) => tags.has(tag));

  push(...versions: string[]): this {
    for (const version of versions) this.images.set(version, new Set([version]));
    return this;
  }

  get tags(): string[] {
    return [...this.images.values()].flatMap((tags) => [...tags]);
  }

  keep(): Promise<unknown> {
    const ecs = {
      describeServices: ({ services = [] }: { services?: string[] }) =>
        Promise.resolve({
          services: services.map((name) => ({
            deployments: (this.running[name] ?? []).map((version) => ({ taskDefinition: version })),
          })),
        }),
      describeTaskDefinition: ({ taskDefinition = "" }) =>
        Promise.resolve({
          taskDefinition: {
            containerDefinitions: [{ image: `${URL}:${taskDefinition}` }, { image: "public.ecr.aws/x" }],
          },
        }),
    } as unknown as KeeperOptions["ecs"];
    const ecr = {
      // Two pages.
      listImages: ({ nextToken }: { nextToken?: string }) => {
        const half = Math.ceil(this.tags.length / 2);
        const some = nextToken === undefined ? this.tags.slice(0, half) : this.tags.slice(half);
        return Promise.resolve({
          imageIds: some.map((imageTag) => ({ imageTag })),
          ...(nextToken === undefined && { nextToken: "2" }),
        });
      },
      batchGetImage: ({ imageIds = [] }: { imageIds?: { imageTag?: string }[] }) => {
        const found = this.taggedBy(imageIds[0]?.imageTag ?? "");
        return Promise.resolve({ images: found === undefined ? [] : [{ imageManifest: found[0] }] });
      },
      putImage: ({ imageManifest = "", imageTag = "" }) => {
        this.images.get(imageManifest)?.add(imageTag);
        return Promise.resolve({});
      },
      batchDeleteImage: ({ imageIds = [] }: { imageIds?: { imageTag?: string }[] }) => {
        for (const { imageTag = "" } of imageIds) {
          const [image, tags] = this.taggedBy(imageTag) ?? [];
          tags?.delete(imageTag);
          if (image !== undefined && tags?.size === 0) this.images.delete(image);
        }
        return Promise.resolve({});
      },
    } as unknown as KeeperOptions["ecr"];
    const services = Object.keys(this.running);
    const settings = {
      cluster: "arn:cluster",
      services,
      families: [],
      repositories: { [URL]: "webapp-test-app" },
    };
    return keeper({ ecs, ecr, settings })();
  }
}

describe("images that run", () => {
  it("D12: are marked, also those that a failed deployment goes back to, and of more services than one call describes", async () => {
    const world = new World().push("one", "two", "three");
    world.running = {
      web: ["two", "one"],
      ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`s${n}`, ["two"]])),
    };
    await world.keep();
    expect(world.tags.filter((tag) => tag.startsWith("in-use-")).sort()).toEqual([
      "in-use-one",
      "in-use-two",
    ]);
  });

  it("D12: lose the mark once nothing runs them, and keep their own tag", async () => {
    const world = new World().push("one", "two");
    world.running = { web: ["one"] };
    await world.keep();
    world.running = { web: ["two"] };
    await world.keep();
    expect(world.tags.sort()).toEqual(["in-use-two", "one", "two"]);
  });

  it("D12: are never deleted: a mark that is the only tag stays", async () => {
    const world = new World().push("two");
    world.images.set("one", new Set(["in-use-one"]));
    world.running = { web: ["two"] };
    await world.keep();
    expect(world.tags).toContain("in-use-one");
  });

  it("D12: are left out where the repository does not have them", async () => {
    const world = new World();
    world.running = { web: ["gone"] };
    await world.keep();
    expect(world.tags).toEqual([]);
  });
});
