import { Client } from "pg";
import { type Connect, type Server, TIMEOUT_MS } from "../database-password/session";
import { scramVerifier } from "./scram-verifier";

/** Invalid authorization. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSED = "28";

/** Connections to PostgreSQL. */
export function connectPostgres({ host, port, name, ca }: Server): Connect {
  return async ({ username, password }) => {
    const client = new Client({
      host,
      port,
      database: name,
      user: username,
      password,
      ssl: ca === undefined ? false : { ca: [...ca] },
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
    });
    // Without a listener a lost connection would end the process.
    client.on("error", () => undefined);
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => undefined);
      if ((error as { code?: string }).code?.startsWith(REFUSED) === true) return undefined;
      throw error;
    }
    return {
      setOwnPassword: async (next) => {
        await client.query(`alter role current_user password ${client.escapeLiteral(scramVerifier(next))}`);
      },
      end: () => client.end(),
    };
  };
}
