import { sql, type ColumnDefinitionBuilder, type RawBuilder } from "kysely";

/** What PostgreSQL and MySQL write differently in a table definition. */
export interface ColumnTypes {
  readonly timestamp: RawBuilder<unknown>;
  /** ASCII text that is compared byte by byte: MySQL's default would take `a` and `A` for the same. */
  readonly key: (length: number) => RawBuilder<unknown>;
  readonly generated: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
}

export const columnTypes: Readonly<Record<"postgres" | "mysql", ColumnTypes>> = {
  postgres: {
    timestamp: sql`timestamptz(3)`,
    key: (length) => sql`varchar(${sql.lit(length)}) collate "C"`,
    generated: (column) => column.generatedAlwaysAsIdentity(),
  },
  mysql: {
    timestamp: sql`datetime(3)`,
    key: (length) => sql`varchar(${sql.lit(length)}) character set ascii collate ascii_bin`,
    generated: (column) => column.autoIncrement(),
  },
};
