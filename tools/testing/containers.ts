import type { SynthesizedStack } from "./synthesized-stack";

/** A container of a task definition, as ECS gets it. */
export type Container = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
};

/** The container called like the task, which is a service or a one-off task. */
export function container(stack: SynthesizedStack, task: string): Container {
  const definition = stack.one("aws_ecs_task_definition", `${task}-task`);
  const found = (JSON.parse(String(definition["container_definitions"])) as Container[]).find(
    ({ name }) => name === task,
  );
  if (found === undefined) throw new Error(`${stack.id}: ${task}-task has no container ${task}`);
  return found;
}

/** The plain environment variables of a container. */
export function variables({ environment }: Container): Record<string, string> {
  return Object.fromEntries(environment.map(({ name, value }) => [name, value]));
}
