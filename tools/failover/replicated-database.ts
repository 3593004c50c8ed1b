import type { Say } from "../cli/stages";

/** A database of several regions, and how another one of them comes to take its writes. */
export interface ReplicatedDatabase {
  /**
   * The region whose database takes the writes that count; undefined where none does.
   *
   * @param regions all of them, first the one that is asked
   * @param asking whether one of the others may be silent: then it is left out
   */
  writer(regions: readonly string[], asking: "all" | "those that answer"): Promise<string | undefined>;
  /** Hands writes over without losing any; the other region has to answer. */
  switchOver(from: string, to: string, say: Say): Promise<void>;
  /** Takes writes over, whatever has become of the other region; the last second or so of its writes may be lost. */
  failOver(from: string, to: string, say: Say): Promise<void>;
}
