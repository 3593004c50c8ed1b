/** What the containers of an image start, and what it is based on, as its Dockerfile says. */
export interface Dockerfile {
  /** The image that the last stage comes from in the end, such as `node:24-slim`. */
  readonly base: string;
  /** Exec form of ENTRYPOINT; undefined where there is none in the Dockerfile, or in shell form. */
  readonly entrypoint: readonly string[] | undefined;
  /** Exec form of CMD; undefined where there is none in the Dockerfile, or in shell form. */
  readonly command: readonly string[] | undefined;
  /** Whether one of both is in shell form. */
  readonly shellForm: boolean;
  /** Where containers start, such as `/app`; undefined where the Dockerfile does not say. */
  readonly workdir: string | undefined;
}

type Stage = { -readonly [Key in keyof Dockerfile]: Dockerfile[Key] };

/** https://docs.docker.com/reference/dockerfile/ */
export function parseDockerfile(text: string): Dockerfile {
  const variables = new Map<string, string>();
  const stages = new Map<string, Stage>();
  let last: Stage | undefined;
  for (const [instruction, rest] of instructions(text)) {
    if (instruction === "ARG" && last === undefined) {
      const [name = "", value = ""] = rest.split(/=(.*)/s);
      variables.set(name.trim(), unquoted(value.trim()));
    } else if (instruction === "FROM") {
      const [image = "", , name] = rest.replace(/^(--\S+\s+)+/, "").split(/\s+/);
      const base = substitute(image, variables);
      last = { ...(stages.get(base.toLowerCase()) ?? start(base)) };
      if (name !== undefined) stages.set(name.toLowerCase(), last);
    } else if (last !== undefined) apply(last, instruction, rest);
  }
  return last ?? start("");
}

/** Whether an image is an official or derived image of Node.js with `node` on its PATH, judged by its name. */
export function isNodeImage(base: string): boolean {
  return /(^|\/)node([:@]|$)/.test(base);
}

function start(base: string): Stage {
  return { base, entrypoint: undefined, command: undefined, shellForm: false, workdir: undefined };
}

function apply(stage: Stage, instruction: string, rest: string): void {
  if (instruction === "WORKDIR") {
    stage.workdir = rest.startsWith("/") ? rest : `${stage.workdir ?? ""}/${rest}`;
  } else if (instruction === "CMD" || instruction === "ENTRYPOINT") {
    const exec = execForm(rest);
    // A new entry point does away with the command of the base.
    if (instruction === "ENTRYPOINT")
      Object.assign(stage, { entrypoint: exec, command: undefined, shellForm: false });
    else stage.command = exec;
    if (exec === undefined) stage.shellForm = true;
  }
}

function execForm(rest: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(rest);
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  } catch {
    // Not JSON: the shell form.
  }
  return undefined;
}

/** Instructions with what follows them: comments, continued lines and here-documents taken out. */
function instructions(text: string): [string, string][] {
  const escape = /^#\s*escape\s*=\s*`/im.test(text.split(/^\s*[^#\s]/m)[0] ?? "") ? "`" : "\\";
  const lines = text.split(/\r?\n/);
  const found: [string, string][] = [];
  for (let index = 0; index < lines.length; index += 1) {
    let line = (lines[index] ?? "").trim();
    if (line === "" || line.startsWith("#")) continue;
    while (line.endsWith(escape) && index + 1 < lines.length) {
      const next = (lines[(index += 1)] ?? "").trim();
      line = next.startsWith("#") || next === "" ? line : `${line.slice(0, -1).trimEnd()} ${next}`;
    }
    const [word = "", rest = ""] = line.split(/\s+(.*)/s);
    const instruction = word.toUpperCase();
    found.push([instruction, rest.trim()]);
    if (!/^(RUN|COPY|ADD)$/.test(instruction)) continue;
    for (const [, end] of rest.matchAll(/<<-?\s*["']?(\w+)["']?/g)) {
      while (index + 1 < lines.length && (lines[(index += 1)] ?? "").trim() !== end);
    }
  }
  return found;
}

function substitute(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:(\w+)|\{(\w+)(?::-([^}]*))?\})/g,
    (_, plain?: string, braced?: string, otherwise?: string) => {
      const value = variables.get(plain ?? braced ?? "") ?? "";
      return value === "" ? (otherwise ?? "") : value;
    },
  );
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, "$2");
}
