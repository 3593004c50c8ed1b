import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint, Linter } from "eslint";
import { satisfies, validRange } from "semver";
import { describe, expect, it } from "vitest";
import { workspaces } from "./workspaces";

const project = join(__dirname, "..", "..");
const OLDEST_NODE = "20.9.0";

interface Locked {
  readonly engines?: { readonly node?: string };
  readonly optional?: boolean;
  readonly resolved?: string;
}
interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string) => JSON.parse(readFileSync(join(project, path), "utf8")) as unknown;
const { packages } = read("package-lock.json") as { packages: Record<string, Locked> };

describe("packages", () => {
  it(`all support Node ${OLDEST_NODE}`, () => {
    const unsupported = Object.entries(packages)
      // npm leaves out an optional package that does not fit.
      .filter(([path, { optional }]) => path.includes("node_modules/") && optional !== true)
      .map(([path, { engines }]) => [path, engines?.node ?? "*"] as const)
      .filter(([, range]) => validRange(range) !== null && !satisfies(OLDEST_NODE, range))
      .map(([path, range]) => `${path} needs Node ${range}`);
    expect(unsupported).toEqual([]);
  });

  it("are locked without the address of anybody's registry", () => {
    const addresses = Object.values(packages).flatMap(({ resolved }) =>
      resolved?.includes("://") === true ? [resolved] : [],
    );
    expect(addresses).toEqual([]);
  });

  it.each(["package.json", ...workspaces(project).map((directory) => join(directory, "package.json"))])(
    "are pinned exactly in %s",
    (path) => {
      const { dependencies, devDependencies } = read(path) as Manifest;
      const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
        ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
      );
      expect(loose).toEqual([]);
    },
  );

  it("may not be imported from the provider's root, which loads every resource", async () => {
    const eslint = new ESLint({ cwd: project });
    const { rules } = (await eslint.calculateConfigForFile(join(project, "main.ts"))) as Linter.Config;
    const name = "no-restricted-imports";
    // The rule alone: with all others, types of the whole project would be looked up.
    const lint = (code: string) =>
      new Linter().verify(code, [{ rules: { [name]: rules?.[name] } }]).map(({ ruleId }) => ruleId);
    expect(lint('import { vpc } from "@cdktf/provider-aws";\nexport const made = vpc;\n')).toEqual([name]);
    expect(lint('import { Vpc } from "@cdktf/provider-aws/lib/vpc";\nexport const made = Vpc;\n')).toEqual(
      [],
    );
  });
});
