import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { confirm } from "@inquirer/prompts";
import { environmentsDirectory } from "../../environments/config/load";
import { command } from "../cli/command";
import { UsageError } from "../cli/environment";
import { ExpectedError } from "../cli/expected-error";
import { onInterrupt } from "../cli/interrupt";
import { answerAll } from "./answer";
import { DATABASES } from "./answers";
import { writeEnvironment } from "./write";

/** Ctrl-C at a question. */
class AbandonedError extends ExpectedError {
  override readonly name = "AbandonedError";
  override readonly exitCode = 130;
}

const project = join(__dirname, "..", "..");
const initCommand = command("init", {
  summary:
    "Writes the file of a new environment. What is not given as an option is asked for; what the application's " +
    "Dockerfile and package.json say is suggested.",
  examples: [
    "",
    "shop --account 111111111111 --region us-east-1 --application ../shop",
    "shop --account 111111111111 --region eu-central-1 --application ../shop --domain shop.example.com --port 3000 " +
      "--database postgres --cache --no-queue",
  ],
})
  .argument("[name]", "name of the environment, and of its file")
  .option("--account <id>", "AWS account id: 12 digits")
  .option("--region <region>", "AWS region")
  .option("--domain <name>", "domain name of the application")
  .option("--no-domain", "plain HTTP on the load balancer's name")
  .option("--application <directory>", "a directory with a Dockerfile, or an image by its digest")
  .option("--port <number>", "port that it listens on", whole)
  .option("--health <path>", "path that answers 200 while it can serve")
  .addOption(new Option("--database <engine>", "engine of its database").choices(DATABASES))
  .option("--cache", "it needs a cache (Redis)")
  .option("--no-cache", "it needs none")
  .option("--queue", "it needs a queue (SQS)")
  .option("--no-queue", "it needs none")
  .option("--overwrite", "replace a file that is there")
  .parse();
const [name] = initCommand.processedArgs;
const { overwrite = false, domain, ...given } = initCommand.opts();

onInterrupt(async (signal) => {
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  const say = (line: string) => {
    console.log(line);
  };
  try {
    const answers = await answerAll(
      { ...given, name, domain: domain === false ? "" : domain },
      { project, interactive, signal, say, named: (known) => mayReplace(known, interactive, signal) },
    );
    const file = await writeEnvironment(project, answers);
    say(`\nWrote ${relative(project, file)}. Next:\n${nextSteps(answers.name, answers.queue)}`);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
    throw new AbandonedError("Nothing was written.");
  }
});

async function mayReplace(environment: string, interactive: boolean, signal: AbortSignal): Promise<void> {
  const path = join(environmentsDirectory(project), `${environment}.ts`);
  if (overwrite || !existsSync(path)) return;
  const file = relative(project, path);
  const question = { message: `${file} exists. Replace it?`, default: false };
  if (interactive && (await confirm(question, { signal }))) return;
  throw new UsageError(`${file} exists, and was left as it is. To replace it: --overwrite`);
}

function nextSteps(environment: string, queue: boolean): string {
  const steps = [
    ["rehearse", "deploys it on this machine, without an AWS account"],
    ["cost", "what it costs a month"],
    ["bootstrap", "once for the account, with an administrator's credentials"],
    ["deploy", "plans, shows, asks, deploys"],
  ];
  return [
    ...steps.map(([step = "", what = ""]) => `  ${`npm run ${step} -- ${environment}`.padEnd(34)}${what}`),
    ...(queue
      ? [
          'The service `web` sends to the queue. What receives is a service with queue: "receive" (docs/configuration.md).',
        ]
      : []),
    "Whatever the file does not state has a default that is safe for production: docs/configuration.md lists all.",
  ].join("\n");
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number)) throw new InvalidArgumentError("Allowed are whole numbers.");
  return number;
}
