import { join } from "node:path";
import { selectEnvironment } from "../cli/environment";
import { onInterrupt } from "../cli/interrupt";
import { answer } from "./answer";
import { parseRequest } from "./arguments";
import { readStacks } from "./stacks";
import { synthesizeStacks } from "./synthesize";

// npm run cost -- <environment> [--details] [--diff <environment>] …: see arguments.ts
const project = join(__dirname, "..", "..");

const request = parseRequest();

onInterrupt(async (signal) => {
  if (request.from !== undefined) {
    console.log(answer(request, readStacks(request.from)));
    return;
  }
  // Before anything is synthesized: a wrong name is said at once.
  selectEnvironment(project, request.environment);
  if (request.diff !== undefined) selectEnvironment(project, request.diff);
  console.log(answer(request, await synthesizeStacks(project, signal)));
});
