import type { Rotated } from "./rotation";

/** Length of a key, in characters of letters and digits: more than 256 bits. */
const KEY_LENGTH = 64;

/**
 * Keys that sign cookies, separated by commas: the one that signs, the one that signs after the next rotation, the one
 * that signed before. Processes read them at intervals, or only when they start. The next key is known a whole period
 * before it signs, so whoever has read since the last rotation accepts what others sign; and nobody is signed out,
 * because what the last key signed is accepted for another period.
 */
export const signingKeys: Rotated = {
  next: async (current, random) => {
    const [signing = "", prepared] = current.split(",");
    const later = await random(KEY_LENGTH);
    // The first rotation only prepares one: nobody would know a key that signs at once.
    return (prepared === undefined ? [signing, later] : [prepared, later, signing]).join(",");
  },
  // Whoever reads the secret uses it; there is no other place to put it.
  set: () => Promise.resolve(),
  test: () => Promise.resolve(),
};
