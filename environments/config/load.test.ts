import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEnvironments, parseEnvironment, stateRegion } from "./load";
import { ConfigurationError, type Problem } from "./problems";

const environments = join(__dirname, "..");
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "environments-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const write = (file: string, source: string) => {
  writeFileSync(join(directory, file), source);
};
const file = (name: string, input: object) => {
  write(`${name}.ts`, `export default ${JSON.stringify(input)};`);
};
const valid = {
  account: "111111111111",
  regions: [{ name: "us-east-1" }],
  images: { app: { reference: `nginx@sha256:${"0".repeat(64)}` } },
};

function problems(): readonly Problem[] {
  try {
    loadEnvironments(directory);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe("the environments of the project", () => {
  it.each(["dev", "staging", "prod"])("O2: %s is valid", (name) => {
    expect(loadEnvironments(environments).map((environment) => environment.name)).toContain(name);
  });

  it("P4: every one names its account", () => {
    for (const { account } of loadEnvironments(environments)) expect(account).toMatch(/^\d{12}$/);
  });
});

describe("loading a directory", () => {
  it("O2: makes every file an environment with its name, and leaves out tests and declarations", () => {
    file("alpha", valid);
    file("beta", valid);
    write("alpha.test.ts", "throw new Error('not an environment')");
    write("alpha.d.ts", "throw new Error('not an environment')");
    write("notes.md", "");
    expect(loadEnvironments(directory).map(({ name }) => name)).toEqual(["alpha", "beta"]);
  });

  it("O2: reports the problems of all files at once", () => {
    file("alpha", { ...valid, account: "1", logs: { retentionDays: 8 } });
    file("beta", { ...valid, regions: [] });
    expect(problems().map(({ file: at, path }) => `${at} ${path}`)).toEqual([
      "environments/alpha.ts account",
      "environments/alpha.ts logs.retentionDays",
      "environments/beta.ts regions",
    ]);
  });

  it("O2: says where, what was given and what is allowed", () => {
    file("alpha", { ...valid, account: "1" });
    expect(() => loadEnvironments(directory)).toThrow(
      "The configuration has 1 problem; nothing was synthesized.\n" +
        "  environments/alpha.ts: account\n" +
        '      given:   "1"\n' +
        "      allowed: must be an AWS account id: 12 digits, in quotes",
    );
  });

  it("M1: refuses the environment whose resource policies of CloudWatch Logs an account has no room for", () => {
    const names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
    for (const name of names) file(name, { ...valid, domain: { name: `${name}.example.com` } });
    expect(problems()).toMatchObject([
      {
        file: "environments/zeta.ts",
        path: "account",
        allowed: expect.stringContaining("12 resource policies") as string,
      },
    ]);
  });

  it.each([
    ["does not compile", "export default {", "Unexpected token"],
    ["throws", "throw new Error('out of order'); export default {}", "out of order"],
  ])("O2: reports a file that %s", (_title, source, given) => {
    write("alpha.ts", source);
    expect(problems()).toEqual([
      {
        file: "environments/alpha.ts",
        path: "",
        given: expect.stringContaining(given) as string,
        allowed: "a TypeScript module with a default export",
      },
    ]);
  });

  it("O2: reports a file without a default export", () => {
    write("alpha.ts", "export const alpha = 1;");
    expect(problems()).toMatchObject([{ file: "environments/alpha.ts", path: "", given: undefined }]);
  });

  it.each(["x", "Dev", "dev-1", "1dev", "environment1"])("O2: refuses the name %s", (name) => {
    file(name, valid);
    expect(problems()).toEqual([
      {
        file: `environments/${name}.ts`,
        path: "",
        given: JSON.stringify(name),
        allowed: "a file name of 2 to 10 lower-case letters and digits, starting with a letter",
      },
    ]);
  });
});

describe("address blocks", () => {
  it("N7: of environments that are loaded together may not overlap; a free one is proposed", () => {
    file("alpha", { ...valid, regions: [{ name: "us-east-1", cidr: "10.4.0.0/16" }] });
    file("beta", { ...valid, regions: [{ name: "us-east-1", cidr: "10.4.128.0/20" }] });
    expect(problems()).toEqual([
      {
        file: "environments/beta.ts",
        path: "regions.0.cidr",
        given: '"10.4.128.0/20"',
        allowed:
          "a block that does not overlap environments/alpha.ts: regions.0.cidr (10.4.0.0/16), such as 10.2.0.0/16",
      },
    ]);
  });
});

describe("the images of an environment", () => {
  it("C8: are looked for where the file says, and problems are reported with all others", () => {
    file("alpha", { ...valid, images: { app: { directory: "../nowhere-at-all" } } });
    file("beta", { ...valid, account: "1" });
    expect(problems()).toMatchObject([
      {
        file: "environments/alpha.ts",
        path: "images.app.directory",
        given: '"../nowhere-at-all"',
        allowed: "a directory that exists; ../nowhere-at-all is none, seen from the project",
      },
      { file: "environments/beta.ts", path: "account" },
    ]);
  });
});

describe("the state's region", () => {
  it("T1: is the primary region, or the one that is given", () => {
    const parse = (input: object) => {
      const parsed = parseEnvironment("test", "test.ts", { ...valid, ...input });
      if (Array.isArray(parsed)) throw new ConfigurationError(parsed);
      return stateRegion(parsed);
    };
    expect(parse({ regions: [{ name: "eu-west-1" }, { name: "us-east-1" }] })).toBe("eu-west-1");
    expect(parse({ stateRegion: "us-west-2" })).toBe("us-west-2");
  });

  it("T1: must be the same for all environments of an account", () => {
    file("alpha", valid);
    file("beta", { ...valid, regions: [{ name: "us-west-2" }] });
    expect(problems()).toEqual([
      {
        file: "environments/beta.ts",
        path: "stateRegion",
        given: '"us-west-2"',
        allowed: "us-east-1, as in environments/alpha.ts, which shares the account and its state",
      },
    ]);
  });

  it("T1: may differ between accounts, and be agreed on", () => {
    file("alpha", valid);
    file("beta", { ...valid, regions: [{ name: "us-west-2" }], stateRegion: "us-east-1" });
    file("gamma", { ...valid, account: "222222222222", regions: [{ name: "us-west-2" }] });
    expect(problems()).toEqual([]);
  });
});

describe("the account's baseline", () => {
  const baseline = { trail: { archiveDays: 400 } };

  it("S4: may be stated by one environment of an account, or by several in the same way", () => {
    file("alpha", { ...valid, baseline });
    file("beta", valid);
    file("gamma", { ...valid, baseline });
    file("delta", { ...valid, account: "222222222222", regions: [{ name: "us-west-2" }], baseline: {} });
    expect(problems()).toEqual([]);
  });

  it("S4: must not be stated differently by another one", () => {
    file("alpha", { ...valid, baseline });
    file("beta", { ...valid, baseline: {} });
    expect(problems()).toEqual([
      {
        file: "environments/beta.ts",
        path: "baseline",
        given: "another baseline",
        allowed:
          "nothing, or the same as in environments/alpha.ts, which shares the account and its baseline",
      },
    ]);
  });
});

describe("images that are copied to other regions", () => {
  const both = { ...valid, regions: [{ name: "us-east-1" }, { name: "us-west-2" }] };

  it("C6: must not be mistaken for those of a project with a longer name", () => {
    file("test", both);
    file("test2", { ...valid, project: "webapp-test" });
    expect(problems()).toMatchObject([
      { file: "environments/test2.ts", path: "project", given: '"webapp-test"' },
    ]);
  });

  it.each([
    ["in another account", { account: "222222222222" }],
    ["pushed in another region", { regions: [{ name: "us-west-2" }], stateRegion: "us-east-1" }],
    ["with another beginning", { project: "other" }],
    ["of an environment with a longer name", {}],
  ])("C6: are not mistaken for those %s", (_where, input) => {
    file("test", both);
    file("test2", { ...valid, ...input });
    expect(problems()).toEqual([]);
  });

  it("C6: may have a name that is longer themselves", () => {
    file("test", valid);
    file("test2", both);
    expect(problems()).toEqual([]);
  });
});

it("O2: a copy of a shipped file under another name is another environment", () => {
  cpSync(join(environments, "dev.ts"), join(directory, "mine.ts"));
  expect(loadEnvironments(directory)).toMatchObject([{ name: "mine", account: "111111111111" }]);
});
