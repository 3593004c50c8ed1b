import { createConnection, type RowDataPacket } from "mysql2/promise";
import { type Connect, type Server, TIMEOUT_MS } from "../database-password/session";

/** Access denied. https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html */
const REFUSED = [1044, 1045, 1698];

/**
 * Connections to MySQL, where everybody may change their own password.
 * https://dev.mysql.com/doc/refman/8.4/en/alter-user.html
 */
export function connectMysql({ host, port, name, ca }: Server): Connect {
  return async ({ username, password }) => {
    try {
      const connection = await createConnection({
        host,
        port,
        database: name,
        user: username,
        password,
        connectTimeout: TIMEOUT_MS,
        ...(ca !== undefined && { ssl: { ca: [...ca], rejectUnauthorized: true } }),
      });
      return {
        setOwnPassword: async (next) => {
          const [rows] = await connection.query<RowDataPacket[]>("select current_user() as account");
          const [, user, from] = /^(.*)@(.*)$/.exec(String(rows[0]?.["account"])) ?? [];
          const sql = "alter user ?@? identified by ?";
          await connection.query({ sql, values: [user, from, next], timeout: TIMEOUT_MS });
        },
        end: () => connection.end(),
      };
    } catch (error) {
      if (REFUSED.includes((error as { errno?: number }).errno ?? 0)) return undefined;
      throw error;
    }
  };
}
