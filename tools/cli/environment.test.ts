import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { selectEnvironment } from "./environment";

const project = join(__dirname, "..", "..");

describe("selectEnvironment", () => {
  it("O1: finds an environment by the name of its file", () => {
    expect(selectEnvironment(project, "staging").name).toBe("staging");
  });

  it.each([
    ["prd", 'environment: given "prd"; allowed are dev, prod, staging'],
    [undefined, "environment: given nothing; allowed are dev, prod, staging"],
  ])("O1: names those there are where there is no %s", (name, message) => {
    expect(() => selectEnvironment(project, name)).toThrow(message);
  });
});
