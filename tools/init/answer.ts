import { UsageError } from "../cli/environment";
import { type Answers, problemWith } from "./answers";
import { type Application, lookAt } from "./application";
import { type Question, QUESTIONS } from "./questions";

type Asked = keyof typeof QUESTIONS;

/** Answers that were given as arguments and options. */
export type Given = { readonly [Key in Asked]?: Answers[Key] | undefined };

export interface AnswerOptions {
  readonly project: string;
  /** Whether somebody can be asked. */
  readonly interactive: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Called once the name is known, before anything else is asked. */
  readonly named: (name: string) => Promise<void>;
}

/**
 * Takes the answers that were given, asks for the others, and looks at the application for what need not be asked.
 *
 * @throws {UsageError} where an answer is not possible, or missing and nobody can be asked; the message names the options
 */
export async function answerAll(given: Given, options: AnswerOptions): Promise<Answers> {
  const { project, interactive, signal, say } = options;
  let answers: Partial<Answers> = {};
  let application: Application = {};
  const missing: string[] = [];
  const put = (field: Asked, value: Answers[Asked]): string | true => {
    const looked = field === "application" ? lookAt(project, String(value)) : application;
    const candidate = {
      ...answers,
      [field]: value,
      context: looked.context ?? "",
      command: looked.command ?? [],
    };
    const problem = problemWith(project, field, candidate);
    if (problem !== undefined) return problem;
    [answers, application] = [candidate, looked];
    return true;
  };

  const settle = async (field: Asked): Promise<void> => {
    // A question is only ever handed its own suggestion.
    const question = QUESTIONS[field] as Question<unknown> as Question<Answers[Asked]>;
    const suggested = question.suggest(application);
    const value = given[field] ?? (interactive ? undefined : suggested);
    if (value !== undefined) {
      const possible = put(field, value);
      if (possible !== true) throw new UsageError(`${question.flag}: ${possible}`);
    } else if (interactive) {
      const validate = (one: Answers[Asked]) => put(field, one);
      put(field, await question.ask({ message: question.message, suggested, validate, signal }));
    } else missing.push(question.flag);
  };

  for (const field of Object.keys(QUESTIONS) as Asked[]) {
    await settle(field);
    if (field === "name" && answers.name !== undefined) await options.named(answers.name);
    if (field === "application") describe(application).forEach(say);
  }
  if (missing.length > 0) {
    throw new UsageError(`Nobody can be asked here; missing: ${missing.join(", ")}. Nothing was written.`);
  }
  return answers as Answers;
}

/** What was found in the application, for whoever wonders where an answer comes from. */
function describe({ port, portSource, command, context }: Application): string[] {
  return [
    ...(port === undefined ? [] : [`  port ${port}: ${portSource ?? ""}`]),
    ...(command === undefined
      ? []
      : [`  starts with ${command.join(" ")}: its image has no command of its own`]),
    ...(context === undefined ? [] : [`  built from ${context}: the Dockerfile copies files from there`]),
  ];
}
