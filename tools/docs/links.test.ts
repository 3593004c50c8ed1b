import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { wasDeleted } from "../packages/workspaces";

const project = join(__dirname, "..", "..");
/** Directories with nothing that was written here. */
const FOREIGN = /^(node_modules|\.git|\.venv|\.terraform|\.servers|cdktf\.out|dist|reports)$/;

function filesBelow(directory: string, ending: RegExp): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return FOREIGN.test(entry.name) ? [] : filesBelow(path, ending);
    return entry.isFile() && ending.test(entry.name) ? [path] : [];
  });
}

const prose = (text: string) => text.replace(/^```[\s\S]*?^```/gm, "");

/** What GitHub calls the headings of a document, in links. */
function anchorsOf(text: string): string[] {
  const names = [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
  return names.map((name, index) => {
    const earlier = names.slice(0, index).filter((other) => other === name).length;
    return earlier === 0 ? name : `${name}-${earlier}`;
  });
}

/** What is wrong with a link to a document or directory. */
function broken(path: string, anchor: string | undefined): string | undefined {
  if (wasDeleted(project, relative(project, path))) return undefined;
  if (!existsSync(path)) return `${relative(project, path)} does not exist`;
  if (anchor === undefined || !path.endsWith(".md")) return undefined;
  return anchorsOf(readFileSync(path, "utf8")).includes(anchor)
    ? undefined
    : `${relative(project, path)} has no section ${anchor}`;
}

const documents = filesBelow(project, /\.md$/);
const code = filesBelow(project, /\.(ts|mts|mjs|cjs|yml|yaml|py|sh)$/).filter(
  (file) => !file.endsWith(".test.ts"),
);

describe("links", () => {
  it("O5: are looked for in documents and code", () => {
    expect(documents.length).toBeGreaterThan(20);
    expect(code.length).toBeGreaterThan(400);
  });

  it.each(documents.map((file) => relative(project, file)))(
    "O5: of %s lead to files and sections that exist",
    (name) => {
      const file = join(project, name);
      const links = [...prose(readFileSync(file, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = ""]) => link)
        .filter((link) => !/^[a-z]+:/.test(link));
      const problems = links.map((link) => {
        const [path = "", anchor] = link.split("#");
        return broken(path === "" ? file : resolve(dirname(file), path), anchor);
      });
      expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
    },
  );

  it("O5: of code, and of what it tells people, lead to documents and sections that exist", () => {
    const problems = code.flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/\b(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g)].map(
        ([, path = "", anchor]) => {
          const problem = broken(join(project, path), anchor);
          return problem === undefined ? undefined : `${relative(project, file)}: ${problem}`;
        },
      ),
    );
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });
});
