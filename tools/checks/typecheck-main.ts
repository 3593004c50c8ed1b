import { command } from "../cli/command";
import { runPrograms, TYPE_CHECKS } from "./programs";

command("typecheck", {
  summary:
    "Checks the types of the infrastructure and of the application that comes along; what has not changed is not checked again.",
  examples: [""],
}).parse();

runPrograms(TYPE_CHECKS);
