import { run } from "../process/run";

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
  const preloads = ["register", "lean-synthesis"].flatMap((name) => ["-r", `./tools/typescript/${name}.cjs`]);
  await run(process.execPath, [...preloads, "main.ts"], {
    cwd: project,
    env: { ...env, ...(output !== undefined && { CDKTF_OUTDIR: output }) },
    signal,
  });
}
