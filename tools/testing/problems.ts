import { parseEnvironment } from "../../environments/config/load";
import { MINIMAL } from "./synthesize";

/** What is wrong with an environment, as `path: what is allowed`; nothing where it is valid. */
export function problemsOf(input: object): string[] {
  const parsed = parseEnvironment("test", "environments/test.ts", { ...MINIMAL, ...input });
  return Array.isArray(parsed) ? parsed.map(({ path, allowed }) => `${path}: ${allowed}`) : [];
}
