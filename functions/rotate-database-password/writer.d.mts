import type { RDS } from "@aws-sdk/client-rds";
import type { Writer } from "./rotation.mjs";

export interface DatabasesOptions {
  /** An Aurora global database, or instances of which one is the others' source. */
  readonly kind: "cluster" | "instance";
  /** The same in every region. */
  readonly identifier: string;
  readonly regions: readonly string[];
  /** Decides between instances that all take writes, after a promotion. */
  readonly writerRegion: string;
  /** The client of a region, or of the function's own. */
  readonly rds: (
    region: string | undefined,
  ) => Pick<
    RDS,
    | "describeGlobalClusters"
    | "describeDBClusters"
    | "describeDBInstances"
    | "modifyDBCluster"
    | "modifyDBInstance"
  >;
}

/** Finds the database that takes writes, each time it is called. */
export function databases(options: DatabasesOptions): () => Promise<Writer>;
