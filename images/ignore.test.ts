import { describe, expect, it } from "vitest";
import { IgnoreRules } from "./ignore";

const rules = (...lines: string[]) => new IgnoreRules(lines.join("\n"));

/** What Docker's documentation says of each rule, and what its own tests check: pattern, path, whether it is left out. */
const TABLE: readonly (readonly [string, string, boolean])[] = [
  ["temp", "temp", true],
  ["temp", "temp/file", true],
  ["temp", "a/temp", false],
  ["/temp", "temp/file", true],
  ["temp/", "temp/file", true],
  ["./temp", "temp", true],
  ["a/../temp", "temp", true],
  ["../temp", "temp", false],
  ["*/temp*", "some/temporary.txt", true],
  ["*/temp*", "temporary.txt", false],
  ["*/*/temp*", "some/where/temp", true],
  ["temp?", "temps", true],
  ["temp?", "temp", false],
  ["temp?", "temp/", false],
  ["*", "any/thing", true],
  ["*.md", "README.md", true],
  ["*.md", "docs/README.md", false],
  ["**/*.md", "docs/deep/README.md", true],
  ["**/*.md", "README.md", true],
  ["**", "any/thing", true],
  ["docs/**", "docs/deep/file", true],
  ["docs/**", "docs2/file", false],
  ["a/**/b", "a/b", true],
  ["a/**/b", "a/x/y/b", true],
  ["a/**/b", "a/xb", false],
  ["**/node_modules", "app/node_modules/a/index.js", true],
  ["**file", "file", true],
  ["**file", "a/b/file", true],
  ["[ab].txt", "a.txt", true],
  ["[^ab].txt", "c.txt", true],
  ["[^ab].txt", "a.txt", false],
  ["[0-9]+", "1+", true],
  ["a.c", "abc", false],
  ["a+(b)", "a+(b)", true],
  ["\\*.txt", "*.txt", true],
  ["\\*.txt", "a.txt", false],
  ["{a,b}", "a", false],
];

describe("what Docker leaves out of a build context", () => {
  it.each(TABLE)("C8: of %s, %s: %s", (pattern, path, out) => {
    expect(rules(pattern).leavesOut(path)).toBe(out);
  });

  it("C8: knows comments, empty lines, spaces around patterns, line endings and a byte-order mark", () => {
    const file = new IgnoreRules("\uFEFFfirst\r\n# first/comment\r\n\r\n  second  \r\n#second\n! kept \n");
    expect(["first", "second", "kept", "#second"].map((path) => file.leavesOut(path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("C8: lets the last pattern that fits decide", () => {
    const readme = (...lines: string[]) => rules(...lines).leavesOut("README-secret.md");
    expect(readme("*.md", "!README*.md", "README-secret.md")).toBe(true);
    expect(readme("*.md", "README-secret.md", "!README*.md")).toBe(false);
  });

  it("C8: takes files back in below a directory that an exception names", () => {
    const some = rules("*", "!app/src", "app/src/**/*.test.ts");
    expect(some.leavesOut("app/src/http/app.ts")).toBe(false);
    expect(some.leavesOut("app/src/http/app.test.ts")).toBe(true);
    expect(some.leavesOut("app/README.md")).toBe(true);
  });

  it.each([
    [["*", "!app/src"], "node_modules", true],
    [["*", "!app/src"], "app", false],
    [["*", "!app/src"], "app/src/http", false],
    [["*", "!app/src"], "app/test", true],
    [["*", "!*/src"], "any", false],
    [["*", "!*/src"], "any/other", true],
    [["*", "!**/*.ts"], "any/where", false],
    [["docs"], "docs", true],
    [["docs/*.md"], "docs", false],
    [["docs", "!docs/api"], "docs/guide", true],
  ] as const)("C8: of %j, need nobody look below %s: %s", (lines, directory, out) => {
    expect(rules(...lines).leavesOutAllBelow(directory)).toBe(out);
  });

  it("C8: names a pattern that makes no sense", () => {
    expect(() => rules("[z-a]")).toThrow("the pattern [z-a] can not be understood");
  });
});
