import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../cli/environment";

type Attributes = Readonly<Record<string, unknown>>;
/** Resources by type and name. */
export type Blocks = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
interface Provider {
  readonly region: string;
  readonly alias?: string;
  readonly allowed_account_ids?: readonly string[];
}
interface Document {
  readonly resource?: Blocks;
  readonly provider?: { readonly aws?: readonly Provider[] };
}

const REFERENCE = /\$\{(aws_\w+)\.([\w-]+)\./g;

/** A resource of a synthesized stack. */
export class Resource {
  constructor(
    readonly stack: Stack,
    readonly type: string,
    readonly id: string,
    readonly attributes: Attributes,
    readonly region: string,
  ) {}

  /** Path of its construct below the stack, such as `vpc/nat-0`. */
  get path(): string {
    const comment = this.attributes["//"] as { metadata?: { path?: string } } | undefined;
    const path = comment?.metadata?.path;
    return path === undefined ? this.id : path.slice(this.stack.id.length + 1).replace(/\/Default$/, "");
  }

  text(name: string): string | undefined {
    const value = this.attributes[name];
    return typeof value === "string" ? value : undefined;
  }

  /** A number, also where it stands as text; `otherwise` where there is none. */
  number(name: string, otherwise: number): number {
    const value = this.attributes[name];
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : otherwise;
  }

  flag(name: string): boolean {
    return this.attributes[name] === true || this.attributes[name] === "true";
  }

  /** A list of blocks or values; a single block counts as one; `otherwise` where there is none. */
  list<T = Attributes>(name: string, otherwise: readonly T[] = []): readonly T[] {
    const value = this.attributes[name];
    if (value === undefined || value === null) return otherwise;
    return (Array.isArray(value) ? value : [value]) as T[];
  }

  /** Resources of the same stack that an attribute refers to, or any attribute. */
  references(name?: string): Resource[] {
    const value = name === undefined ? this.attributes : [this.attributes[name]];
    return [...JSON.stringify(value).matchAll(REFERENCE)].flatMap(([, type = "", id = ""]) => {
      const found = this.stack.find(type, id);
      return found === undefined ? [] : [found];
    });
  }

  /** Resources of the same stack, of a type, that refer to this one. */
  referrers(type: string): Resource[] {
    const reference = `\${${this.type}.${this.id}.`;
    return this.stack.all(type).filter(({ attributes }) => JSON.stringify(attributes).includes(reference));
  }
}

/** One synthesized stack. */
export class Stack {
  readonly resources: readonly Resource[];
  readonly account: string;

  constructor(
    readonly id: string,
    document: Document,
  ) {
    const providers = document.provider?.aws ?? [];
    const home = providers.find(({ alias }) => alias === undefined)?.region ?? "";
    this.account = providers[0]?.allowed_account_ids?.[0] ?? "";
    this.resources = Object.entries(document.resource ?? {}).flatMap(([type, named]) =>
      Object.entries(named).map(([id, attributes]) => {
        const { provider } = attributes as { provider?: string };
        const region = providers.find(({ alias }) => provider === `aws.${alias ?? ""}`)?.region ?? home;
        return new Resource(this, type, id, attributes, region);
      }),
    );
  }

  all(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  find(type: string, id: string): Resource | undefined {
    return this.resources.find((resource) => resource.type === type && resource.id === id);
  }
}

/** The stacks of a synthesized directory, `cdktf.out`. @throws {UsageError} where it is none */
export function readStacks(directory: string): Stack[] {
  const stacks = join(directory, "stacks");
  if (!existsSync(stacks)) {
    throw new UsageError(`${directory}: must be a directory that was synthesized into: it has no stacks/`);
  }
  return readdirSync(stacks)
    .sort()
    .filter((id) => existsSync(join(stacks, id, "cdk.tf.json")))
    .map(
      (id) => new Stack(id, JSON.parse(readFileSync(join(stacks, id, "cdk.tf.json"), "utf8")) as Document),
    );
}

/** The stacks of an environment, and those that its account has once for all environments. */
export interface EnvironmentStacks {
  readonly name: string;
  readonly own: readonly Stack[];
  readonly account: readonly Stack[];
}

/** @throws {UsageError} where there is no such environment; the message names those there are */
export function stacksOf(name: string, stacks: readonly Stack[]): EnvironmentStacks {
  const own = stacks.filter(({ id }) => id.startsWith(`${name}-`));
  const accounts = new Set(own.map(({ account }) => account));
  const account = stacks.filter(({ id }) => /^\d{12}-/.test(id) && accounts.has(id.slice(0, 12)));
  if (own.length > 0) return { name, own, account };
  const names = new Set(stacks.flatMap(({ id }) => (/^\d{12}-/.test(id) ? [] : [id.split("-")[0] ?? id])));
  throw new UsageError(`environment: given "${name}"; allowed are ${[...names].join(", ")}`);
}
