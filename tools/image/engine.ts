import { run, type RunOptions } from "../process/run";
import { ExpectedError } from "../cli/expected-error";
import type { BuiltImage } from "./built-image";

/** Programs that build and push images, in the order they are looked for. */
const ENGINES = ["docker", "podman", "buildah"] as const;
type EngineName = (typeof ENGINES)[number];

/** No program on this machine builds images. */
export class NoEngineError extends ExpectedError {
  override readonly name = "NoEngineError";
}

/** A Dockerfile does not build. */
export class ImageBuildError extends ExpectedError {
  override readonly name = "ImageBuildError";
}

const PLATFORM = { ARM64: "linux/arm64", X86_64: "linux/amd64" } as const;

/** A container engine; the three understand the same commands. */
export class ContainerEngine {
  private constructor(
    readonly name: EngineName,
    private readonly options: Pick<RunOptions, "onLine" | "signal">,
  ) {}

  /**
   * @param names of engines that will do, in the order they are looked for
   * @throws {NoEngineError}
   */
  static async find(
    options: Pick<RunOptions, "onLine" | "signal"> = {},
    names: readonly EngineName[] = ENGINES,
  ): Promise<ContainerEngine> {
    for (const name of names) {
      // `docker version` fails where there is a client but no engine to talk to.
      const works = await run(name, ["version"]).then(
        () => true,
        () => false,
      );
      if (works) return new ContainerEngine(name, options);
    }
    throw new NoEngineError(`building an image needs one of ${names.join(", ")}, running and on the PATH`);
  }

  /** @throws {ImageBuildError} where the Dockerfile does not build */
  async build({ paths, tag, architecture, local }: BuiltImage): Promise<void> {
    // Where a Dockerfile has no such argument, engines say so and go on.
    const version = ["--build-arg", `VERSION=${tag}`];
    const args = [
      "build",
      "--platform",
      PLATFORM[architecture],
      "--file",
      paths.dockerfile,
      ...version,
      "--tag",
      local,
    ];
    try {
      await this.engine(...args, paths.context);
    } catch (error) {
      this.options.signal?.throwIfAborted();
      throw new ImageBuildError(
        `${paths.dockerfile} does not build with ${this.name}: mend what its last step says, and try again\n${(error as Error).message}`,
      );
    }
  }

  /** The password is handed over on standard input, where no list of processes shows it. */
  async login(registry: string, user: string, password: string): Promise<void> {
    const args = ["login", "--username", user, "--password-stdin", registry];
    await run(this.name, args, { ...this.options, input: password });
  }

  async pull(image: string, architecture: keyof typeof PLATFORM): Promise<void> {
    await this.engine("pull", "--platform", PLATFORM[architecture], image);
  }

  async push(image: string): Promise<void> {
    await this.engine("push", image);
  }

  /** Takes an image in from a file that `docker save` wrote. */
  async load(archive: string): Promise<void> {
    if (this.name === "buildah") await this.engine("pull", `docker-archive:${archive}`);
    else await this.engine("load", "--input", archive);
  }

  /** Gives an image a further name. */
  async tag(image: string, name: string): Promise<void> {
    await this.engine("tag", image, name);
  }

  /** Writes an image to a file that {@link load} takes in again. */
  async save(image: string, archive: string): Promise<void> {
    if (this.name === "buildah") await this.engine("push", image, `docker-archive:${archive}:${image}`);
    else await this.engine("save", "--output", archive, image);
  }

  /** Does anything else, and returns what it says. */
  async output(...args: string[]): Promise<string> {
    const { stdout } = await run(this.name, args, this.options);
    return stdout.trim();
  }

  private async engine(...args: string[]): Promise<void> {
    await run(this.name, args, this.options);
  }
}
