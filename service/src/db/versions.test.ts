import { sql, type Kysely, type Migration } from "kysely";
import { afterEach, describe, expect, it } from "vitest";
import { startApplication, Visitor } from "../../test/application.js";
import { backends, type Backend } from "../../test/databases.js";
import { createTestLog, silentLog } from "../../test/log.js";
import { Metrics } from "../metrics/metrics.js";
import { openDatabase, type Database } from "./database.js";
import { appliedMigrations, IncompatibleSchemaError, migrate } from "./migrate.js";
import { incompatibility, parseMigrationName } from "./migrations/compatibility.js";
import { migrations } from "./migrations/migrations.js";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** This version's migrations, then those of a later one. */
const ofThisVersion = Object.keys(migrations("postgres"));
const compatible = "0900_add_notes";
const incompatible = "0901_drop_notes.needs-0900";

const addNotes = (db: Kysely<unknown>) =>
  db.schema
    .createTable("notes")
    .ifNotExists()
    .addColumn("id", "integer", (column) => column.primaryKey())
    .execute();
const dropNotes = (db: Kysely<unknown>) => db.schema.dropTable("notes").ifExists().execute();

/** Two processes on one database: of this version, and of a later one. */
async function open(backend: Backend) {
  const config = await backend.create();
  const connect = async (): Promise<Database> => {
    const database = await openDatabase(config, { metrics: new Metrics(), log: silentLog });
    cleanups.push(() => database.close());
    return database;
  };
  const old = await connect();
  // The embedded database is one process's own.
  const later = config.engine === "embedded" ? old : await connect();
  const version2: Record<string, Migration> = {
    ...migrations(old.dialect),
    [compatible]: { up: (db) => addNotes(db as Kysely<unknown>) },
  };
  const version3 = { ...version2, [incompatible]: { up: (db: Kysely<unknown>) => dropNotes(db) } };
  return { old, later, version2, version3 };
}

describe.each(backends)("W5: versions of the service that share a database: $name", (backend) => {
  describe.runIf(backend.available)("when it runs", () => {
    it("an old one leaves alone what a newer one added, and serves", async () => {
      const { old, later, version2 } = await open(backend);
      expect(await migrate(later, silentLog, version2)).toEqual([...ofThisVersion, compatible]);
      const { log, lines } = createTestLog();
      expect(await migrate(old, log)).toEqual([]);
      expect(lines).toMatchObject([{ msg: "nothing to migrate", newer: [compatible] }]);
      expect(await appliedMigrations(old.writer)).toContain(compatible);
      expect(await old.check()).toBe("writes");

      const application = await startApplication({ database: old });
      cleanups.push(() => application.stop());
      expect((await fetch(`${application.base}/readyz`)).status).toBe(200);
      await new Visitor(application.base).create("https://example.org/");
      // And the newer one again: forth and back and forth.
      expect(await migrate(later, silentLog, version2)).toEqual([]);
    });

    it("both migrate at the same time, an empty database and one that the old one has", async () => {
      for (const before of [false, true]) {
        const { old, later, version2 } = await open(backend);
        if (before) await migrate(old, silentLog);
        const applied = await Promise.all([
          migrate(old, silentLog),
          migrate(later, silentLog, version2),
          migrate(old, silentLog),
        ]);
        expect(applied.flat().sort()).toEqual(before ? [compatible] : [...ofThisVersion, compatible]);
        expect((await appliedMigrations(old.writer)).sort()).toEqual([...ofThisVersion, compatible]);
      }
    });

    it("an old one works although a newer one's migration ended half-way, which the newer one repeats", async () => {
      const { old, later, version2 } = await open(backend);
      await migrate(old, silentLog);
      const halfWay = async (db: Kysely<unknown>): Promise<void> => {
        await addNotes(db);
        throw new Error("killed");
      };
      const killed = migrate(later, silentLog, { ...version2, [compatible]: { up: halfWay } });
      await expect(killed).rejects.toThrow("killed");
      expect(await migrate(old, silentLog)).toEqual([]);
      expect(await old.check()).toBe("writes");
      expect(await migrate(later, silentLog, version2)).toEqual([compatible]);
      await expect(sql`select * from notes`.execute(old.writer)).resolves.toMatchObject({ rows: [] });
    });

    it("an old one applies its own migration although a newer one was applied before", async () => {
      const { old, later } = await open(backend);
      const [first = "", second = ""] = ofThisVersion;
      const all = migrations(old.dialect);
      const other = { [first]: all[first], [compatible]: { up: addNotes } } as Record<string, Migration>;
      await migrate(later, silentLog, other);
      expect(await migrate(old, silentLog)).toEqual([second]);
    });

    it("refuses a schema that it can not run on, with a sentence, and changes nothing", async () => {
      const { old, later, version3 } = await open(backend);
      await migrate(later, silentLog, version3);
      const before = await appliedMigrations(old.writer);
      const refused = migrate(old, silentLog);
      await expect(refused).rejects.toBeInstanceOf(IncompatibleSchemaError);
      await expect(refused).rejects.toThrow(
        `the database has the migration ${incompatible}, after which only versions work that know migration 0900 or ` +
          `later; this one knows ${ofThisVersion.at(-1) ?? ""} as its newest: deploy a later version`,
      );
      await expect(old.check()).rejects.toThrow("deploy a later version");
      expect(await appliedMigrations(old.writer)).toEqual(before);
      expect(await migrate(later, silentLog, version3)).toEqual([]);
    });
  });
});

describe("names of migrations", () => {
  it("W5: say what a schema needs, and the version before always runs on it", () => {
    const known = Object.keys(migrations("postgres"));
    expect(known).toEqual(known.toSorted());
    known.forEach((name, index) => {
      const { number, needs } = parseMigrationName(name);
      expect(number).toBe(index + 1);
      // During a rolling update both versions run.
      expect(needs).toBeLessThan(number);
    });
  });

  it.each([
    [["0003_add"], undefined],
    [["0003_drop.needs-0002"], undefined],
    [["0003_drop.needs-0003"], "only versions work that know migration 0003"],
    [["0003_add", "0004_drop.needs-0003"], "only versions work that know migration 0003"],
    [["something else"], undefined],
  ])("W5: decide whether a version that knows 0002 runs after %j", (applied, problem) => {
    const found = incompatibility(["0001_a", "0002_b", ...applied], ["0001_a", "0002_b"]);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  it("W5: are refused where they can not be read", () => {
    expect(() => parseMigrationName("3_drop")).toThrow(
      "allowed are names such as 0007_drop_owner.needs-0005",
    );
  });
});
