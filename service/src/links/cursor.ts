/** A place in a list, as text that clients pass back without looking into it. */
export function encodeCursor(id: number): string {
  return Buffer.from(String(id)).toString("base64url");
}

/** The place; `undefined` when the text is not a cursor. */
export function decodeCursor(text: string): number | undefined {
  const id = Buffer.from(text, "base64url").toString("latin1");
  return /^[1-9]\d{0,15}$/.test(id) ? Number(id) : undefined;
}
