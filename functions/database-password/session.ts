/** A user's name and password. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** What a function in a database's network is asked for. */
export interface PasswordRequest {
  /** The login that is to work. */
  readonly wanted: Login;
  /** Passwords that may work until then. */
  readonly known: readonly string[];
}

/** A connection of a user. */
export interface Session {
  setOwnPassword(password: string): Promise<void>;
  end(): Promise<void>;
}

/** Signs in; undefined where user name or password is refused. @throws {Error} where there is no answer */
export type Connect = (login: Login) => Promise<Session | undefined>;

export interface Server {
  readonly host: string;
  readonly port: number;
  /** Name of the database. */
  readonly name: string;
  /** Certificates of the authorities that are trusted, PEM. @default no TLS */
  readonly ca?: readonly string[];
}

/** Longest wait for a connection or a statement, in milliseconds. */
export const TIMEOUT_MS = 10_000;
