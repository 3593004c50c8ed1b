/** The CommonJS module that a TypeScript module becomes. */
export function compile(source: string, filePath: string): string;
