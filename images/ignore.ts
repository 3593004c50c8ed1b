/**
 * Which files of a build context Docker leaves out. The rules are those of
 * https://docs.docker.com/build/concepts/context/#dockerignore-files, and where that says nothing, those of
 * https://github.com/moby/patternmatcher, which Docker, BuildKit and Podman use.
 */
export class IgnoreRules {
  private readonly patterns: readonly Pattern[];

  /** @param lines of a `.dockerignore` file */
  constructor(file: string) {
    this.patterns = file
      .replace(/^\uFEFF/, "")
      .split(/\r?\n/)
      .filter((line) => !line.startsWith("#"))
      .map((line) => line.trim())
      .flatMap(pattern);
  }

  /** Whether a file is left out: by a pattern for itself or for a directory above it; the last one that fits decides. */
  leavesOut(path: string): boolean {
    const parts = path.split("/");
    const chain = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    return this.patterns.reduce(
      (out, { exception, expression }) =>
        exception === out && chain.some((one) => expression.test(one)) ? !exception : out,
      false,
    );
  }

  /** Whether nothing below a directory can be in the context, so that nobody need look there. */
  leavesOutAllBelow(directory: string): boolean {
    if (!this.leavesOut(directory)) return false;
    return !this.patterns.some(
      ({ exception, parts }) => exception && mayLeadBelow(parts, directory.split("/")),
    );
  }
}

interface Pattern {
  /** Written with `!`: what fits is in the context after all. */
  readonly exception: boolean;
  readonly parts: readonly string[];
  readonly expression: RegExp;
}

function pattern(line: string): Pattern[] {
  const exception = line.startsWith("!");
  const path = clean(exception ? line.slice(1).trim() : line);
  return path === "" || path === "."
    ? []
    : [{ exception, parts: path.split("/"), expression: expressionOf(path) }];
}

/** @throws {Error} naming a pattern that can not be understood */
function compiled(source: string, path: string): RegExp {
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw new Error(`the pattern ${path} can not be understood`);
  }
}

/** As Go's `filepath.Clean` does, and relative to the context: without `.` and slashes at the ends. */
function clean(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/**
 * `*` and `?` stop at slashes, `**` does not; `[…]` is a class of characters and `\` takes the next one as it is, as in
 * https://pkg.go.dev/path/filepath#Match.
 */
function expressionOf(path: string): RegExp {
  const source = path.replace(
    /\*\*\/?$|\*\*\/?|\*|\?|\\(.)|\[(?:\\.|[^\]\\])+\]|[\\^$.|+(){}[\]]/gs,
    (token: string, escaped: string | undefined, offset: number) => {
      if (token.startsWith("**")) return offset + token.length === path.length ? ".*" : "(?:.*/)?";
      if (token === "*") return "[^/]*";
      if (token === "?") return "[^/]";
      if (escaped !== undefined) return escaped.replace(/[^\w\s]/, "\\$&");
      return token.length > 1 ? token : `\\${token}`;
    },
  );
  return compiled(source, path);
}

/** Whether a pattern could fit something below a directory, or the directory itself. */
function mayLeadBelow(parts: readonly string[], directory: readonly string[]): boolean {
  return directory.every((name, index) => {
    const part = parts[index];
    if (part === undefined || parts.slice(0, index + 1).some((one) => one.includes("**"))) return true;
    return expressionOf(part).test(name);
  });
}
