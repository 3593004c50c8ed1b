import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ExpectedError } from "../cli/expected-error";

/** A `rehearsal.json` can not be understood. */
export class ManifestError extends ExpectedError {
  override readonly name = "ManifestError";
}

const program = z.array(z.string().min(1));

/** What an application says of how it is started and used here; docs/your-application.md describes each field. */
const manifest = z.strictObject({
  setup: program.optional(),
  build: program.optional(),
  start: program.min(1).optional(),
  ready: z.string().startsWith("/").optional(),
  exercise: program.min(1).optional(),
});

export type Manifest = Readonly<z.output<typeof manifest>>;

/**
 * Reads the `rehearsal.json` of an application.
 *
 * @param directory the application's
 * @returns nothing stated, where there is none
 * @throws {ManifestError} with everything that is wrong
 */
export function readManifest(directory: string): Manifest {
  const file = join(directory, "rehearsal.json");
  if (!existsSync(file)) return {};
  const result = manifest.safeParse(parse(file));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `  ${path.join(".") || "(all)"}: ${message}`,
  );
  throw new ManifestError(
    [
      `${file}: allowed are ${Object.keys(manifest.shape).join(", ")}; see docs/your-application.md`,
      ...problems,
    ].join("\n"),
  );
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ManifestError(`${file} is no JSON: ${(error as Error).message}`);
  }
}
