import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { appArguments } from "../typescript/app-command";

const project = join(__dirname, "..", "..");
const LEFT_OUT = /^(node_modules|cdktf\.out|dist|coverage|\.git|\.venv|__pycache__)$/;

export interface Synthesis {
  /** Exit code. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project to change at will; it shares the installed packages. */
export class ProjectCopy {
  readonly directory = mkdtempSync(join(tmpdir(), "project-"));

  constructor() {
    cpSync(project, this.directory, {
      recursive: true,
      filter: (source) => source === project || !LEFT_OUT.test(basename(source)),
    });
    symlinkSync(join(project, "node_modules"), join(this.directory, "node_modules"));
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  /** Runs `main.ts` as cdktf does. */
  synthesize(): Synthesis {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...appArguments(project), "main.ts"], {
      cwd: this.directory,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}
