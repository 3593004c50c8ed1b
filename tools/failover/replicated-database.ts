import type { Say } from "../cli/stages";

/** A database of several regions, and how another one of them comes to take its writes. */
export interface ReplicatedDatabase {
  /** Whether a region's database takes writes now. */
  takesWrites(region: string): Promise<boolean>;
  /** Hands writes over without losing any; the other region has to answer. */
  switchOver(from: string, to: string, say: Say): Promise<void>;
  /** Takes writes over, whatever has become of the other region; the last second or so of its writes may be lost. */
  failOver(from: string, to: string, say: Say): Promise<void>;
}
