import { SERVING, STATEFUL } from "../plan/stateful";

/**
 * What of a state is looked at here. Terraform promises to keep reading its own format, not to keep it the same; the
 * tests of this project read it with the version that it is used with.
 */
export interface State {
  readonly resources?: readonly StateResource[];
}

interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    /** `tainted` where the creation did not end well. */
    readonly status?: string;
    readonly attributes?: { readonly id?: string; readonly name?: string };
  }[];
}

function managed({ resources = [] }: State): readonly StateResource[] {
  return resources.filter(({ mode }) => mode === "managed");
}

/** The attributes of everything of a type. */
export function attributesOf(state: State, wanted: string): Readonly<Record<string, unknown>>[] {
  return managed(state)
    .filter(({ type }) => type === wanted)
    .flatMap(({ instances }) => instances.map(({ attributes = {} }) => attributes));
}

/** Address and id of everything; ECS clusters, imported by name, under their name. */
export function idsOf(state: State): Map<string, string> {
  return new Map(
    managed(state).map(({ type, name, instances }) => {
      const { id = "", name: label = "" } = instances[0]?.attributes ?? {};
      return [`${type}.${name}`, type === "aws_ecs_cluster" ? label : id];
    }),
  );
}

/** Addresses of what holds data, or serves requests, and was not made to its end. */
export function unfinishedIn(state: State): string[] {
  return managed(state)
    .filter(({ type }) => type in STATEFUL || type in SERVING)
    .filter(({ instances }) => instances.some(({ status }) => status === "tainted"))
    .map(({ type, name }) => `${type}.${name}`);
}
