import { answer } from "../cost/answer";
import { readStacks } from "../cost/stacks";
import { ExpectedError } from "../cli/expected-error";

/**
 * What an environment costs a month, and by how much a change moves that, as Markdown.
 *
 * @param base directory the earlier revision was synthesized into; undefined where it could not be
 * @param head directory of the later one
 */
export function costDifference(environment: string, base: string | undefined, head: string): string {
  const request = { environment, diffFrom: base, format: "markdown", details: false, assume: [] } as const;
  try {
    return answer(request, readStacks(head));
  } catch (error) {
    // An environment that one of the revisions lacks can't be compared; that is an answer too.
    if (error instanceof ExpectedError) return error.message;
    throw error;
  }
}
