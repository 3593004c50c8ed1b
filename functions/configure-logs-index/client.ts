import { canonicalQuery, type Credentials, signedHeaders } from "./sign";

/** The answer of a domain. */
export interface Answer {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
}

export interface Call {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface ClientOptions {
  /** Address of the domain, without a path. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: () => Credentials;
  readonly now: () => Date;
}

/** Longer than a call ever takes; a domain that does not answer is not there. */
const PATIENCE_MS = 20_000;

/** Sends requests to a domain in the name of a role. */
export class Client {
  constructor(private readonly options: ClientOptions) {}

  /** @returns what is there, or undefined where nothing is */
  async find(path: string): Promise<unknown> {
    const { status, body } = await this.send({ method: "GET", path });
    if (status === 404) return undefined;
    return expectSuccess({ status, body }, `GET ${path}`);
  }

  async change(call: Call): Promise<unknown> {
    return expectSuccess(await this.send(call), `${call.method} ${call.path}`);
  }

  private async send({ method, path, query = {}, body }: Call): Promise<Answer> {
    const { endpoint, region, credentials, now } = this.options;
    const text = body === undefined ? "" : JSON.stringify(body);
    const { host, origin } = new URL(endpoint);
    const headers = signedHeaders({
      method,
      host,
      path,
      query,
      body: text,
      credentials: credentials(),
      region,
      service: "es",
      date: now(),
    });
    const parameters = canonicalQuery(query);
    const response = await fetch(`${origin}${path}${parameters === "" ? "" : `?${parameters}`}`, {
      method,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(text !== "" && { body: text }),
    });
    return { status: response.status, body: parse(await response.text()) };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function expectSuccess({ status, body }: Answer, what: string): unknown {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${what} was answered with ${status}: ${JSON.stringify(body).slice(0, 500)}`);
}
