import { type Attributes, isObject, Resource } from "./resource";

/** What an expression refers to. */
export interface Target {
  readonly kind: "resource" | "data";
  readonly type: string;
  /** Absent where the type or name does not exist in any stack that was synthesized. */
  readonly resource: Resource | undefined;
  /** The attribute, such as `arn`. */
  readonly attribute: string;
}

const REFERENCE = /^\$\{(data\.)?(\w+)\.([\w-]+)(?:\[[^\]]*\])?\.?(.*)\}$/;
const OTHER_STACK = "cross-stack-reference-input-";

/** Every stack of an app, so that references between them can be followed. */
export class AppView {
  readonly stacks: readonly StackView[];
  private readonly byId: ReadonlyMap<string, StackView>;
  private readonly byType = new Map<string, readonly Resource[]>();

  /** @param documents what is about to be written, by the stack's id */
  constructor(documents: ReadonlyMap<string, Attributes>) {
    this.stacks = [...documents].map(([id, document]) => new StackView(this, id, document));
    this.byId = new Map(this.stacks.map((stack) => [stack.id, stack]));
  }

  stack(id: string): StackView | undefined {
    return this.byId.get(id);
  }

  all(type: string): readonly Resource[] {
    let all = this.byType.get(type);
    if (all === undefined) {
      all = this.stacks.flatMap((stack) => stack.all(type));
      this.byType.set(type, all);
    }
    return all;
  }
}

/** One stack as it is about to be written. Provider and backend count as resources: they can be wrong too. */
export class StackView {
  private readonly byType = new Map<string, Resource[]>();
  private readonly dataByType = new Map<string, Resource[]>();
  private readonly targets = new Map<string, Target | undefined>();

  constructor(
    readonly app: AppView,
    readonly id: string,
    private readonly document: Attributes,
  ) {
    this.index(document["resource"], this.byType);
    this.index(document["data"], this.dataByType);
    const terraform = document["terraform"];
    this.index({ backend: isObject(terraform) ? terraform["backend"] : undefined }, this.byType);
    const providers = isObject(document["provider"]) ? document["provider"] : {};
    for (const [name, value] of Object.entries(providers)) {
      const list = (Array.isArray(value) ? value : [value]) as Attributes[];
      this.byType.set("provider", [
        ...(this.byType.get("provider") ?? []),
        ...list.map((attributes) => new Resource(this, "provider", name, attributes)),
      ]);
    }
  }

  /** Types of all resources. */
  get types(): string[] {
    return [...this.byType.keys()];
  }

  get resources(): Resource[] {
    return [...this.byType.values()].flat();
  }

  all(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** What a value is a reference to; undefined where it is none, or one to something that is not a resource. */
  target(value: unknown): Target | undefined {
    if (typeof value !== "string" || !value.startsWith("${")) return undefined;
    if (!this.targets.has(value)) this.targets.set(value, this.follow(value));
    return this.targets.get(value);
  }

  /** The account that this stack may be deployed to. */
  get account(): string | undefined {
    const ids = this.all("provider")[0]?.attributes["allowed_account_ids"];
    return Array.isArray(ids) && typeof ids[0] === "string" ? ids[0] : undefined;
  }

  private follow(value: string): Target | undefined {
    const [, data, type = "", name = "", attribute = ""] = REFERENCE.exec(value) ?? [];
    if (type === "") return undefined;
    if (data !== undefined && type === "terraform_remote_state" && name.startsWith(OTHER_STACK)) {
      const other = this.app.stack(name.slice(OTHER_STACK.length));
      return other?.target(other.output(attribute.replace(/^outputs\./, "")));
    }
    const kind = data === undefined ? "resource" : "data";
    const resources = (data === undefined ? this.byType : this.dataByType).get(type) ?? [];
    return { kind, type, resource: resources.find((one) => one.name === name), attribute };
  }

  private output(name: string): unknown {
    const outputs = this.document["output"];
    const output = isObject(outputs) ? outputs[name] : undefined;
    return isObject(output) ? output["value"] : undefined;
  }

  private index(blocks: unknown, into: Map<string, Resource[]>): void {
    if (!isObject(blocks)) return;
    for (const [type, byName] of Object.entries(blocks)) {
      if (!isObject(byName)) continue;
      const resources = Object.entries(byName).map(
        ([name, attributes]) => new Resource(this, type, name, attributes as Attributes),
      );
      into.set(type, [...(into.get(type) ?? []), ...resources]);
    }
  }
}
