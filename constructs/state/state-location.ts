import { boundedName } from "../naming";

/** Bucket, table and region of an account's remote state, the same for everyone who deploys to the account. */
export interface StateLocation {
  readonly account: string;
  readonly region: string;
  readonly bucket: string;
  readonly table: string;
}

/** Bucket names are unique in the world, so the account is part of it. */
export function stateLocation(project: string, account: string, region: string): StateLocation {
  return {
    account,
    region,
    bucket: boundedName(`${project}-terraform-state-${account}-${region}`, "bucket"),
    table: boundedName(`${project}-terraform-lock`, "table"),
  };
}
