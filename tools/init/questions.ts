import { confirm, input, select } from "@inquirer/prompts";
import { region } from "../../environments/config/values";
import { type Answers, DATABASES } from "./answers";
import type { Application } from "./application";

/** One thing that is asked for. */
export interface Question<Value> {
  /** How it is answered without being asked. */
  readonly flag: string;
  readonly message: string;
  /** What is suggested, and taken where nobody can be asked; undefined: it has to be said. */
  readonly suggest: (application: Application) => Value | undefined;
  readonly ask: (prompt: Prompt<Value>) => Promise<Value>;
}

export interface Prompt<Value> {
  readonly message: string;
  readonly suggested: Value | undefined;
  /** A sentence, or true where the answer is possible. */
  readonly validate: (value: Value) => string | true;
  readonly signal: AbortSignal;
}

const nothing = () => undefined;
const line = ({ message, suggested, validate, signal }: Prompt<string>) =>
  input({ message, ...(suggested === undefined ? {} : { default: suggested }), validate }, { signal });
const number = async ({ suggested, validate, ...prompt }: Prompt<number>) =>
  Number(
    await line({ ...prompt, suggested: suggested?.toString(), validate: (text) => validate(Number(text)) }),
  );
const yesOrNo = ({ message, suggested = false, signal }: Prompt<boolean>) =>
  confirm({ message, default: suggested }, { signal });
const oneOf =
  (choices: readonly string[]) =>
  ({ message, suggested, signal }: Prompt<string>) =>
    select<string>(
      { message, choices, pageSize: 10, ...(suggested === undefined ? {} : { default: suggested }) },
      { signal },
    );

/** What is asked, in this order; the rest of the answers is found in the application. */
export const QUESTIONS: {
  readonly [Key in Exclude<keyof Answers, "context" | "command">]: Question<Answers[Key]>;
} = {
  name: {
    flag: "<name>",
    message: "Name of the environment, and of its file:",
    suggest: nothing,
    ask: line,
  },
  account: { flag: "--account <id>", message: "AWS account id:", suggest: nothing, ask: line },
  region: { flag: "--region <region>", message: "Region:", suggest: nothing, ask: oneOf(region.options) },
  domain: {
    flag: "--domain <name>",
    message: "Domain name, or nothing (plain HTTP on the load balancer's name):",
    suggest: () => "",
    ask: line,
  },
  application: {
    flag: "--application <directory>",
    message: "Where is the application? A directory with a Dockerfile, or an image by its digest:",
    suggest: nothing,
    ask: line,
  },
  port: {
    flag: "--port <number>",
    message: "Port it listens on:",
    suggest: ({ port }) => port,
    ask: number,
  },
  health: {
    flag: "--health <path>",
    message: "Path that answers 200 while it can serve:",
    suggest: () => "/",
    ask: line,
  },
  database: {
    flag: "--database <engine>",
    message: "Database:",
    suggest: ({ database }) => database ?? "none",
    ask: oneOf(DATABASES),
  },
  cache: {
    flag: "--cache",
    message: "Does it need a cache (Redis)?",
    suggest: ({ cache }) => cache ?? false,
    ask: yesOrNo,
  },
  queue: {
    flag: "--queue",
    message: "Does it need a queue (SQS)?",
    suggest: ({ queue }) => queue ?? false,
    ask: yesOrNo,
  },
};
