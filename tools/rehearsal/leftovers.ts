import { databaseIdentifier } from "../../constructs/rds/identifier";
import type { Environment } from "../../environments/config/schema";
import type { Leftover } from "./emulator";

/**
 * A destroyed environment leaves nothing but the last snapshot of a database that was to leave one.
 *
 * @returns that snapshot, where there is to be one
 * @throws {Error} with everything else, or where it is missing
 */
export function checkLeftovers(left: readonly Leftover[], environment: Environment): Leftover[] {
  const { database, regions } = environment;
  const wanted = database?.finalSnapshot === true;
  const names = regions.map(({ name }) => databaseIdentifier(environment, name)).join("|");
  const isFinal = ({ service, type, id }: Leftover) =>
    wanted && service === "rds" && type.endsWith("snapshot") && new RegExp(`(${names})-\\d{14}$`).test(id);
  const others = left.filter((one) => !isFinal(one));
  if (others.length > 0) {
    throw new Error(`left behind:\n${others.map((one) => `  ${Object.values(one).join(" ")}`).join("\n")}`);
  }
  const databases = !wanted ? 0 : database.replication === "independent" ? regions.length : 1;
  if (left.length !== databases) {
    throw new Error(`${databases} final snapshots were to be left, and ${left.length} are there`);
  }
  return [...left];
}
