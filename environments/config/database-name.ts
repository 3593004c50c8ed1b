import { refuse, text } from "./values";

/**
 * What is there already, or RDS keeps to itself; and words of SQL that PostgreSQL or MySQL reserve: RDS refuses "a word
 * reserved by the engine", and programs that do not quote names fail with it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html,
 * https://www.postgresql.org/docs/current/sql-keywords-appendix.html,
 * https://dev.mysql.com/doc/refman/8.4/en/keywords.html
 */
const RESERVED = new Set(
  `admin information_schema innodb mysql performance_schema postgres public rdsadmin sys template0 template1
  all alter analyse analyze and any array as asc asymmetric authorization before between binary blob both by call
  cascade case cast change char character check collate collation column condition constraint continue convert create
  cross cube current_catalog current_date current_role current_schema current_time current_timestamp current_user cursor
  database databases dec decimal declare default deferrable delayed delete desc describe deterministic distinct div do
  double drop dual each else elseif empty end escaped except exists exit explain false fetch float for force foreign
  freeze from full fulltext function generated get grant group grouping groups having if ignore ilike in index infile
  inner inout insensitive insert int integer intersect interval into is isnull iterate join json_table key keys kill
  lateral lead leading leave left like limit linear lines load localtime localtimestamp lock long loop match mod
  modifies natural not notnull null numeric of offset on only optimize option or order out outer outfile over overlaps
  partition placing precision primary procedure purge range rank read reads real recursive references regexp release
  rename repeat replace require restrict return returning revoke right rlike row row_number rows schema schemas select
  sensitive separator session_user set show signal similar smallint some spatial specific sql ssl starting stored
  symmetric system system_user table tablesample terminated then to trailing trigger true undo union unique unlock
  unsigned update usage use user using values variadic varying verbose virtual when where while window with write xor
  zerofill`.split(/\s+/),
);

/** Name of a database that RDS creates. */
export const databaseName = text(
  /^[a-z][a-z0-9_]{0,62}$/,
  "1 to 63 lower-case letters, digits, underscores",
).check((payload) => {
  if (RESERVED.has(payload.value)) refuse(payload, [], "must be no word that a database engine reserves");
});
