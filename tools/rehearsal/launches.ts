import { buildOf, imageNameOf } from "../../environments/config/images";
import type { Environment } from "../../environments/config/schema";
import { pathsOf } from "../../images/context";
import type { Say } from "../cli/stages";
import { type BuiltImage, imagesOf } from "../image/built-image";
import { ContainerEngine } from "../image/engine";
import { CommandError } from "../process/run";
import type { AppliedContainer } from "./applied-task";
import { engineLaunch, type Launch, launchOf } from "./launch";
import { type Manifest, readManifest } from "./manifest";
import { prepare } from "./preparation";

export interface LaunchesProps {
  readonly project: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** How each container of an environment is started on this machine, or why it can not be. */
export class Launches {
  private readonly manifests = new Map<string, Manifest>();
  /** Images whose application could not be prepared here. */
  private readonly unprepared = new Map<string, string>();
  private engine: Promise<ContainerEngine | undefined> | undefined;
  private readonly built = new Map<string, Promise<void>>();

  constructor(private readonly props: LaunchesProps) {}

  /** Installs and builds every application whose sources are here. @throws {CommandError} where one of its steps fails */
  async prepare(say: Say): Promise<void> {
    for (const { name, paths } of this.images) {
      say(name);
      const manifest = readManifest(paths.directory);
      this.manifests.set(name, manifest);
      try {
        await prepare(paths.directory, manifest, this.props.signal);
      } catch (error) {
        if (!(error instanceof CommandError) || error.code !== undefined) throw error;
        this.unprepared.set(name, error.message.split("\n")[0] ?? "");
      }
    }
  }

  /** What the application of a container says of itself. */
  manifestOf(container: string): Manifest {
    return this.manifests.get(this.imageNameOf(container)) ?? {};
  }

  /** Directory of the application of a container; undefined where only its image is known. */
  directoryOf(container: string): string | undefined {
    const config = this.props.environment.images[this.imageNameOf(container)];
    const build = config && buildOf(config);
    return build && pathsOf(this.props.project, build).directory;
  }

  /** @returns a sentence where a container can not be started here */
  async of(container: AppliedContainer, say: Say): Promise<Launch | string> {
    const name = this.imageNameOf(container.name);
    const image = this.images.find((one) => one.name === name);
    const native =
      image === undefined
        ? "it is an image that exists already"
        : (this.unprepared.get(name) ??
          launchOf(image.paths, this.manifestOf(container.name), container.command));
    if (typeof native !== "string") return native;
    this.engine ??= ContainerEngine.find({ signal: this.props.signal, onLine: say }, [
      "docker",
      "podman",
    ]).catch(() => undefined);
    const engine = await this.engine;
    if (engine === undefined) return `${native}, and there is neither Docker nor Podman here`;
    if (image === undefined) return engineLaunch(engine.name, container.image, container);
    const build = this.built.get(name) ?? engine.build(forThisMachine(image));
    this.built.set(name, build);
    await build;
    return engineLaunch(engine.name, image.local, container);
  }

  private get images(): BuiltImage[] {
    return imagesOf(this.props.environment, this.props.project);
  }

  /** Containers are called like the service or task that they belong to. */
  private imageNameOf(container: string): string {
    const { environment } = this.props;
    return imageNameOf(environment, environment.services[container] ?? environment.tasks[container] ?? {});
  }
}

function forThisMachine(image: BuiltImage): BuiltImage {
  return { ...image, architecture: process.arch === "arm64" ? "ARM64" : "X86_64" };
}
