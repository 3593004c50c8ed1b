/**
 * Old and new versions of the service use one database: during a rolling update, and after a rollback. So a migration
 * leaves a schema that older versions run on. One that can not (it drops a column, say) names the oldest version that
 * can, by the number of the newest migration which that version has to know: `0007_drop_owner.needs-0005`. The mark is
 * part of the name, because names are all that an older version finds of a migration it does not know.
 */
const pattern = /^(?<number>\d{4})_[a-z0-9_]+(\.needs-(?<needs>\d{4}))?$/;

interface Parsed {
  readonly number: number;
  /** Number of the newest migration that a version has to know. @default 0: every version runs on the schema */
  readonly needs: number;
}

/** @throws {Error} where this is no name of a migration */
export function parseMigrationName(name: string): Parsed {
  const groups = pattern.exec(name)?.groups;
  if (groups === undefined)
    throw new Error(`migration ${name}: allowed are names such as 0007_drop_owner.needs-0005`);
  return { number: Number(groups["number"]), needs: Number(groups["needs"] ?? 0) };
}

/**
 * Why this version can not run on a schema; `undefined` where it can.
 *
 * @param applied names of the migrations that the database has, whoever made them
 * @param known names of those that this version has
 */
export function incompatibility(applied: readonly string[], known: readonly string[]): string | undefined {
  const newest = known.toSorted().at(-1) ?? "";
  const own = newest === "" ? 0 : parseMigrationName(newest).number;
  for (const name of applied) {
    if (known.includes(name) || !pattern.test(name)) continue;
    const { needs } = parseMigrationName(name);
    if (needs <= own) continue;
    return (
      `the database has the migration ${name}, after which only versions work that know migration ` +
      `${String(needs).padStart(4, "0")} or later; this one knows ${newest} as its newest: deploy a later version`
    );
  }
  return undefined;
}
