import { run } from "../process/run";
import { appArguments } from "../typescript/app-command";

/** Where `main.ts` synthesizes to, relative to the project. */
export const OUTPUT = "cdktf.out";

/** Synthesizes all environments, as `cdktf synth` does. */
export async function synthesize(
  project: string,
  {
    output,
    env = process.env,
    signal,
  }: { output?: string; env?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined } = {},
): Promise<void> {
  await run(process.execPath, [...appArguments(project), "main.ts"], {
    cwd: project,
    env: { ...env, ...(output !== undefined && { CDKTF_OUTDIR: output }) },
    signal,
  });
}
