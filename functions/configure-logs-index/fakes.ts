import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { at } from "./wanted";

type Stored = Record<string, unknown>;
interface Policy {
  readonly policy: Stored;
  readonly seqNo: number;
}

/** A domain's index of names: whatever is put there is found there again, with the defaults that OpenSearch adds. */
export class FakeDomain {
  readonly roles = new Map<string, Stored>();
  readonly mappings = new Map<string, Stored>();
  readonly templates = new Map<string, Stored>();
  policy: Policy | undefined;
  audit: Stored = { enabled: false, audit: { enable_rest: true }, compliance: { enabled: true } };
  /** Indexes, each with the version of its policy, or undefined where it has none. */
  readonly indexes = new Map<string, number | undefined>();
  /** Everything but a GET, as `<method> <path>`. */
  readonly changes: string[] = [];
  /** Status of every answer; undefined where the domain works. */
  broken: number | undefined;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeDomain> {
    const server = createServer();
    const domain = new FakeDomain(server);
    server.on("request", (request, response) => {
      void domain.handle(request).then(({ status, body }) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return domain;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async handle(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    if (this.broken !== undefined) return { status: this.broken, body: { error: "broken" } };
    if (!isSigned(request, text)) return { status: 403, body: { message: "not signed" } };
    const { pathname, searchParams } = new URL(request.url ?? "", this.endpoint);
    const path = decodeURIComponent(pathname);
    const method = request.method ?? "";
    if (method !== "GET") this.changes.push(`${method} ${path}`);
    return this.answer(method, path, searchParams, text === "" ? {} : (JSON.parse(text) as Stored));
  }

  private answer(method: string, path: string, query: URLSearchParams, body: Stored) {
    const [, security = "", name = ""] =
      /^\/_plugins\/_security\/api\/(roles|rolesmapping)\/(\w+)$/.exec(path) ?? [];
    if (security !== "") {
      const there = security === "roles" ? this.roles : this.mappings;
      const added = { reserved: false, hidden: false, static: false };
      return this.keep(there, name, method, { ...added, ...body }, (stored) => ({ [name]: stored }));
    }
    const [, template = ""] = /^\/_index_template\/(\w+)$/.exec(path) ?? [];
    if (template !== "") {
      const added = { composed_of: [] };
      return this.keep(this.templates, template, method, { ...added, ...body }, (stored) => ({
        index_templates: [{ name: template, index_template: stored }],
      }));
    }
    if (path === "/_plugins/_ism/policies/logs") return this.answerPolicy(method, query, body);
    if (path === "/_plugins/_ism/explain/logs-*") return { status: 200, body: this.explained() };
    const [, action = "", index = ""] =
      /^\/_plugins\/_ism\/(add|change_policy)\/(logs-[\d-]+)$/.exec(path) ?? [];
    if (action !== "") {
      if ((action === "add") !== (this.indexes.get(index) === undefined)) return { status: 400, body: {} };
      this.indexes.set(index, this.policy?.seqNo);
      return { status: 200, body: { updated_indices: 1 } };
    }
    if (path === "/_plugins/_security/api/audit") return { status: 200, body: { config: this.audit } };
    if (path === "/_plugins/_security/api/audit/config" && method === "PUT") {
      this.audit = body;
      return { status: 200, body: { status: "OK" } };
    }
    return { status: 400, body: { error: `unknown: ${method} ${path}` } };
  }

  private keep(
    there: Map<string, Stored>,
    name: string,
    method: string,
    body: Stored,
    shown: (stored: Stored) => unknown,
  ) {
    if (method === "PUT") there.set(name, body);
    const stored = there.get(name);
    return stored === undefined ? { status: 404, body: {} } : { status: 200, body: shown(stored) };
  }

  /** A policy that is there is changed only for who names its version. */
  private answerPolicy(method: string, query: URLSearchParams, body: Stored) {
    const there = this.policy;
    if (method === "PUT") {
      const named = query.get("if_seq_no") === String(there?.seqNo) && query.get("if_primary_term") === "1";
      if (there === undefined ? query.size > 0 : !named) return { status: 409, body: { error: "conflict" } };
      this.policy = { policy: withDefaults(body["policy"]), seqNo: (there?.seqNo ?? 3) + 1 };
    }
    return this.policy === undefined
      ? { status: 404, body: { error: "not found" } }
      : {
          status: 200,
          body: { _id: "logs", _seq_no: this.policy.seqNo, _primary_term: 1, policy: this.policy.policy },
        };
  }

  private explained(): object {
    const entries = [...this.indexes].map(([name, version]): [string, object] => [
      name,
      version === undefined
        ? { "index.plugins.index_state_management.policy_id": null, enabled: null }
        : {
            "index.plugins.index_state_management.policy_id": "logs",
            policy_id: "logs",
            policy_seq_no: version,
          },
    ]);
    return Object.fromEntries<unknown>([...entries, ["total_managed_indices", this.indexes.size]]);
  }
}

/** What OpenSearch adds to a policy. */
function withDefaults(policy: unknown): Stored {
  const states = (at(policy, "states") as { actions: object[] }[]).map((state) => ({
    ...state,
    actions: state.actions.map((action) => ({
      retry: { count: 3, backoff: "exponential", delay: "1m" },
      ...action,
    })),
  }));
  const templates = (at(policy, "ism_template") as object[]).map((one) => ({ ...one, last_updated_time: 1 }));
  return { policy_id: "logs", schema_version: 21, ...(policy as Stored), states, ism_template: templates };
}

/** Whether a request says who sends it, and that its body is what was signed. */
function isSigned({ headers }: IncomingMessage, body: string): boolean {
  const hash = createHash("sha256").update(body).digest("hex");
  const authorization = headers.authorization ?? "";
  return (
    headers["x-amz-content-sha256"] === hash &&
    headers["x-amz-security-token"] === "token" &&
    /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/es\/aws4_request, /.test(authorization)
  );
}
