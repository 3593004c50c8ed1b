import { boundedName } from "../naming";

/** Purpose of the key that encrypts the state. */
export const STATE_KEY = "terraform-state";

/** What an account's remote state is called, the same for everyone who deploys to the account. */
export interface StateLocation {
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  readonly table: string;
  /** Alias of the key that encrypts both, such as `alias/webapp-terraform-state`. */
  readonly keyAlias: string;
}

/**
 * Bucket names are unique in the world, so the account is part of it. The region is not: whoever looks for the state in
 * another region finds the same bucket, and is told where it is, instead of beginning with an empty one.
 */
export function stateLocation(project: string, account: string, region: string): StateLocation {
  return {
    account,
    region,
    bucket: boundedName(`${project}-terraform-state-${account}`, "bucket"),
    table: boundedName(`${project}-terraform-lock`, "table"),
    keyAlias: `alias/${project}-${STATE_KEY}`,
  };
}
