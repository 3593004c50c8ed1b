import { randomInt } from "node:crypto";

/** Base 58: letters and digits without 0, O, I and l, which are easily mistaken for each other. */
const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const length = 8;

export const codePattern = /^[1-9A-HJ-NP-Za-km-z]{8}$/;

/** A random code, one of 58^8 ≈ 1.3 × 10^14: others' links cannot be found by trying. */
export function newCode(): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}
