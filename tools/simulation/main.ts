import { InvalidArgumentError } from "@commander-js/extra-typings";
import { command } from "../cli/command";
import { report, SEEDS } from "./report";

const simulateCommand = command("simulate-scaling", {
  summary:
    "Simulates scaling policies under made-up traffic: requests that are late, dropped, and the tasks it takes.",
  examples: ["", "1 2 3"],
})
  .argument("[seeds...]", "whole numbers that the traffic is made of", seed, SEEDS)
  .parse();

console.log(report(simulateCommand.processedArgs[0]));

function seed(text: string, before: readonly number[]): number[] {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError("Allowed are whole numbers.");
  return before === SEEDS ? [number] : [...before, number];
}
