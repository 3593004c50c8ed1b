import { setTimeout as sleep } from "node:timers/promises";
import type { Say } from "../cli/stages";
import type { BuiltImage } from "./built-image";
import type { ContainerEngine } from "./engine";
import type { Registry } from "./registry";

/** The repositories of one environment. */
export interface Destination {
  /** Where the image is pushed. */
  readonly primary: Registry;
  /** Where ECR copies it to. */
  readonly replicas: readonly Registry[];
}

type Engine = Pick<ContainerEngine, "build" | "load" | "login" | "pull" | "push" | "tag">;

export interface DistributionProps {
  readonly destinations: readonly Destination[];
  /** Repositories that the image is taken from where they have it. @default none besides the destinations */
  readonly sources?: readonly Registry[];
  readonly image: BuiltImage;
  /** File that the image was saved to, under its local name. @default it is built here */
  readonly archive?: string | undefined;
  /** Called once something has to be pushed. */
  readonly engine: () => Promise<Engine>;
  readonly say: Say;
  /** How often replicas are asked for, and after how long the image is pushed there too, in milliseconds. */
  readonly wait?: { readonly every: number; readonly atMost: number };
}

/**
 * Brings one and the same image to every repository: built once, or taken from a repository that has it, so that
 * production runs exactly what staging ran. ECR copies it to further regions, in seconds as a rule; where it has not
 * done so in time (images pushed before replication was set up are never copied), the image is pushed there.
 *
 * A tag never moves, so everything that is there already is left alone, and a second run does nothing.
 *
 * @returns what had to be done; copies are waited for without being counted
 */
export async function distribute(props: DistributionProps): Promise<"pushed" | "nothing"> {
  const image = new LocalImage(props);
  const { destinations, say } = props;
  const { tag } = props.image;
  for (const { primary } of destinations) {
    if (!(await primary.has(tag))) await image.pushTo(primary);
  }
  const { every, atMost } = props.wait ?? { every: 10_000, atMost: 300_000 };
  const deadline = Date.now() + atMost;
  let missing = await lacking(
    destinations.flatMap(({ replicas }) => replicas),
    tag,
  );
  while (missing.length > 0 && Date.now() < deadline) {
    say(`waiting for copies in ${missing.map(({ url }) => url).join(", ")}`);
    await sleep(every);
    missing = await lacking(missing, tag);
  }
  for (const replica of missing) await pushUnlessCopied(image, replica, tag);
  return image.wasPushed ? "pushed" : "nothing";
}

/** ECR may copy the image while it is pushed, and then refuses the tag, which is there. */
async function pushUnlessCopied(image: LocalImage, replica: Registry, tag: string): Promise<void> {
  try {
    await image.pushTo(replica);
  } catch (error) {
    if (!(await replica.has(tag))) throw error;
  }
}

async function lacking(registries: readonly Registry[], tag: string): Promise<Registry[]> {
  const there = await Promise.all(registries.map((registry) => registry.has(tag)));
  return registries.filter((_, index) => there[index] !== true);
}

/** The image on this machine, once it is needed. */
class LocalImage {
  private name: Promise<string> | undefined;
  private found: Promise<Engine> | undefined;
  private readonly known = new Set<string>();

  constructor(private readonly props: DistributionProps) {}

  get wasPushed(): boolean {
    return this.name !== undefined;
  }

  async pushTo(registry: Registry): Promise<void> {
    const { say } = this.props;
    const { tag } = this.props.image;
    const engine = await this.engine();
    this.name ??= this.get();
    const target = `${registry.url}:${tag}`;
    await engine.tag(await this.name, target);
    await this.login(registry);
    say(`pushing ${target}`);
    await engine.push(target);
  }

  private async get(): Promise<string> {
    const { destinations, sources = [], image, say, archive } = this.props;
    const { tag, architecture, local } = image;
    const engine = await this.engine();
    for (const source of [...destinations.map(({ primary }) => primary), ...sources]) {
      if (!(await source.has(tag))) continue;
      const name = `${source.url}:${tag}`;
      await this.login(source);
      say(`pulling ${name}`);
      await engine.pull(name, architecture);
      return name;
    }
    if (archive === undefined) {
      say(`building ${local}`);
      await engine.build(image);
    } else {
      say(`loading ${archive}`);
      await engine.load(archive);
    }
    return local;
  }

  private engine(): Promise<Engine> {
    this.found ??= this.props.engine();
    return this.found;
  }

  private async login(registry: Registry): Promise<void> {
    const { host } = new URL(`https://${registry.url}`);
    if (this.known.has(host)) return;
    const { user, password } = await registry.credentials();
    const engine = await this.engine();
    await engine.login(host, user, password);
    this.known.add(host);
  }
}
