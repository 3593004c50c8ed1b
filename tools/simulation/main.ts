import { report, SEEDS } from "./report";

const given = process.argv.slice(2).map(Number);
if (given.some((seed) => !Number.isInteger(seed) || seed < 0)) {
  console.error(
    `seeds: given ${process.argv.slice(2).join(" ")}, allowed: whole numbers, such as ${SEEDS.join(" ")}`,
  );
  process.exitCode = 2;
} else {
  console.log(report(given.length === 0 ? SEEDS : given));
}
