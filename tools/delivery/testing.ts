import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Comment, Issue } from "./github";

interface Stored extends Issue {
  readonly state: string;
  readonly labels: readonly string[];
}

/** As much of GitHub as the tools use, on loopback. */
export class FakeGithub {
  readonly comments = new Map<number, Comment[]>();
  readonly issues: Stored[] = [];
  readonly files: { filename: string; previous_filename?: string }[] = [];
  /** Method and path of every request that changed something. */
  readonly changes: string[] = [];
  private nextId = 1;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeGithub> {
    const server = createServer();
    const github = new FakeGithub(server);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const url = new URL(request.url ?? "", "http://github");
        const authorized = request.headers.authorization === "Bearer token";
        const answer = authorized
          ? github.answer(
              request.method ?? "",
              url,
              text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
            )
          : undefined;
        response.writeHead(answer === undefined ? 404 : 200, { "Content-Type": "application/json" });
        response.end(JSON.stringify(answer ?? { message: "Not Found" }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return github;
  }

  /** Variables that a workflow gives its steps. */
  get variables(): Record<string, string> {
    return {
      GITHUB_API_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      GITHUB_REPOSITORY: "owner/name",
      GITHUB_TOKEN: "token",
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, { pathname, searchParams }: URL, body: Record<string, unknown>): unknown {
    const path = pathname.replace("/repos/owner/name/", "");
    if (method !== "GET") this.changes.push(`${method} ${path}`);
    const page = <T>(all: readonly T[]) => {
      const size = Number(searchParams.get("per_page") ?? 30);
      return all.slice((Number(searchParams.get("page") ?? 1) - 1) * size).slice(0, size);
    };
    const [, of, id, what] = /^(issues|pulls)(?:\/(comments\/\d+|\d+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (of === "pulls" && what === "files") return page(this.files);
    if (of !== "issues") return undefined;
    if (id?.startsWith("comments/") === true) return this.edit(Number(id.slice("comments/".length)), body);
    if (id === undefined) return method === "GET" ? page(this.open(searchParams)) : this.add(body);
    const number = Number(id);
    if (what === "comments") {
      const all = this.comments.get(number) ?? [];
      if (method === "GET") return page(all);
      const comment = { id: this.nextId++, body: String(body["body"]) };
      this.comments.set(number, [...all, comment]);
      return comment;
    }
    const index = this.issues.findIndex((issue) => issue.number === number);
    const found = this.issues[index];
    if (found === undefined) return undefined;
    return (this.issues[index] = { ...found, ...body });
  }

  private open(query: URLSearchParams): Stored[] {
    const label = query.get("labels") ?? "";
    return this.issues.filter(({ state, labels }) => state === query.get("state") && labels.includes(label));
  }

  private add(body: Record<string, unknown>): Stored {
    const number = this.issues.length + 1;
    const { title, body: text, labels } = body as { title: string; body: string; labels: string[] };
    const issue = { id: this.nextId++, number, state: "open", title, body: text, labels };
    this.issues.push(issue);
    return issue;
  }

  private edit(id: number, { body }: Record<string, unknown>): Comment | undefined {
    for (const [number, all] of this.comments) {
      const changed = all.map((comment) => (comment.id === id ? { id, body: String(body) } : comment));
      this.comments.set(number, changed);
    }
    return [...this.comments.values()].flat().find((comment) => comment.id === id);
  }
}
