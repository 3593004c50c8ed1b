/** Where the events of a batch come from. */
export interface Origin {
  readonly environment: string;
  readonly region: string;
}

/** Characters of a message, and of any other text, that are kept. */
export const LONGEST_MESSAGE: number;
export const LONGEST_TEXT: number;

/** Documents for OpenSearch, one for each event of a batch that CloudWatch Logs sends as gzip in base64. */
export function documentsOf(data: string, where: Origin): Record<string, unknown>[];
