import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import release from "../terraform/release.json";
import { platformOf } from "../setup/terraform-download.cjs";

const project = join(__dirname, "..", "..");

/** Says what it was asked, and does as npm does; `NPM_FAILS` and `NPM_WAITS` (seconds) come from the environment. */
const NPM = `#!/bin/sh
echo "npm $* cache=$npm_config_cache" >> "$CALLS"
if [ -n "$NPM_FAILS" ]; then echo "npm error network" >&2; exit 1; fi
rm -rf node_modules && mkdir node_modules && echo > node_modules/half
trap 'kill $!; exit 130' INT TERM
sleep "\${NPM_WAITS:-0}" &
wait $!
for name in undici fflate; do ln -s "$PACKAGES/$name" "node_modules/$name"; done
rm node_modules/half && echo > node_modules/.package-lock.json
`;

/** A Python without the emulator's packages, and the environments that it makes. */
const PYTHON = `#!/bin/sh
case "$1 $2" in
  "-m venv") echo "venv" >> "$CALLS" && rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m pip") echo "pip" >> "$CALLS" && [ -z "$PIP_FAILS" ] ;;
  *) echo '{"version": [3, 11], "environments": true, "packages": {}, "site": "/nowhere"}' ;;
esac
`;

/** Fails as Terraform does not: with any configuration of the user's. */
const terraform = (version: string) => `#!/bin/sh
[ -z "$TF_CLI_CONFIG_FILE" ] && echo '{"terraform_version": "${version}"}'
`;

export interface SetUp {
  readonly code: number | null;
  readonly output: string;
}

/**
 * What the set-up needs of this project, in a path with a space, on a machine whose PATH has nothing but Node, and an
 * npm and a Python that install nothing; a site on loopback has Terraform.
 */
export class FreshClone {
  readonly directory = mkdtempSync(join(tmpdir(), "a fresh clone "));
  private readonly site: Server;
  private mirror = "";

  private constructor() {
    const { version } = release;
    const archive = zipSync({ terraform: strToU8(terraform(version)) });
    this.site = createServer((_, response) => void response.end(archive));
    for (const path of [
      "tools/setup.mjs",
      "tools/setup",
      "tools/terraform/release.json",
      "tools/emulator/requirements.txt",
    ]) {
      cpSync(join(project, path), this.path(path), { recursive: true });
    }
    const sum = createHash("sha256").update(archive).digest("hex");
    const sha256 = { [platformOf(process.platform, process.arch)]: sum };
    this.write("tools/terraform/release.json", JSON.stringify({ ...release, sha256 }));
    this.write("package-lock.json", "{}");
    mkdirSync(this.path("bin"));
    symlinkSync(process.execPath, this.path("bin", "node"));
    this.program("npm", NPM);
    this.program("python3", PYTHON);
    this.write("calls", "");
  }

  static async make(): Promise<FreshClone> {
    const clone = new FreshClone();
    clone.site.listen(0, "127.0.0.1");
    await once(clone.site, "listening");
    clone.mirror = `http://127.0.0.1:${(clone.site.address() as AddressInfo).port}`;
    return clone;
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  write(path: string, content: string): void {
    mkdirSync(join(this.path(path), ".."), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  /** Puts a program on the PATH. */
  program(name: string, content: string): void {
    this.write(`bin/${name}`, content);
    chmodSync(this.path("bin", name), 0o755);
  }

  /** Puts a Terraform of some version on the PATH. */
  terraformOnPath(version: string): void {
    this.program("terraform", terraform(version));
  }

  has(path: string): boolean {
    return existsSync(this.path(path));
  }

  /** What npm and Python were asked for. */
  get calls(): string[] {
    return readFileSync(this.path("calls"), "utf8")
      .split("\n")
      .filter((line) => line !== "");
  }

  start(args: readonly string[], variables: NodeJS.ProcessEnv = {}, program = "setup.mjs"): ChildProcess {
    return spawn(process.execPath, [this.path("tools", program), ...args], {
      env: {
        // The shell's own programs come last.
        PATH: `${this.path("bin")}:/bin`,
        HOME: this.directory,
        CALLS: this.path("calls"),
        PACKAGES: join(project, "node_modules"),
        TERRAFORM_RELEASE_MIRROR: this.mirror,
        ...variables,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async setUp(args: readonly string[], variables?: NodeJS.ProcessEnv): Promise<SetUp> {
    return finished(this.start(args, variables));
  }

  remove(): void {
    this.site.close();
    rmSync(this.directory, { recursive: true });
  }
}

/** Waits for the end of a set-up that was started. */
export async function finished(child: ChildProcess): Promise<SetUp> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output };
}
