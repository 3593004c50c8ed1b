import { ExpectedError } from "../cli/expected-error";

/** GitHub did not do what it was asked for. */
export class GithubError extends ExpectedError {
  override readonly name = "GithubError";
}

/** GitHub's longest comment or issue, in characters. https://github.com/orgs/community/discussions/41331 */
export const MAX_BODY = 65_536;

export interface Comment {
  readonly id: number;
  readonly body?: string;
}

export interface Issue extends Comment {
  readonly number: number;
  readonly title: string;
  /** Present where the issue is a pull request. */
  readonly pull_request?: object;
}

const PAGE = 100;

/** The part of GitHub's API that is used here. https://docs.github.com/en/rest */
export class Github {
  /**
   * @param api such as `https://api.github.com`
   * @param repository such as `owner/name`
   */
  constructor(
    private readonly api: string,
    private readonly repository: string,
    private readonly token: string,
  ) {}

  /** What a workflow's environment says. @throws {GithubError} where a variable is missing */
  static fromEnvironment(variables: NodeJS.ProcessEnv = process.env): Github {
    const [api, repository, token] = ["GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_TOKEN"].map((name) => {
      const value = variables[name];
      if (value === undefined || value === "")
        throw new GithubError(`${name} is not set: this runs in a workflow`);
      return value;
    });
    return new Github(api ?? "", repository ?? "", token ?? "");
  }

  comments(number: number): Promise<Comment[]> {
    return this.all(`issues/${number}/comments?`);
  }

  /** Paths that a pull request changes. */
  async changedPaths(number: number): Promise<string[]> {
    const files = await this.all<{ filename: string; previous_filename?: string }>(`pulls/${number}/files?`);
    return files.flatMap(({ filename, previous_filename: before }) =>
      before === undefined ? [filename] : [before, filename],
    );
  }

  /** Open issues with a label; pull requests are left out. */
  async issues(label: string): Promise<Issue[]> {
    const found = await this.all<Issue>(`issues?state=open&labels=${encodeURIComponent(label)}&`);
    return found.filter(({ pull_request: pull }) => pull === undefined);
  }

  async comment(number: number, body: string): Promise<void> {
    await this.send("POST", `issues/${number}/comments`, { body: limited(body) });
  }

  async updateComment(id: number, body: string): Promise<void> {
    await this.send("PATCH", `issues/comments/${id}`, { body: limited(body) });
  }

  async openIssue(title: string, body: string, label: string): Promise<void> {
    await this.send("POST", "issues", { title, body: limited(body), labels: [label] });
  }

  async updateIssue(
    number: number,
    changes: { readonly body?: string; readonly state?: "closed" },
  ): Promise<void> {
    const { body } = changes;
    await this.send("PATCH", `issues/${number}`, {
      ...changes,
      ...(body !== undefined && { body: limited(body) }),
    });
  }

  private async all<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page += 1) {
      const some = (await this.send("GET", `${path}per_page=${PAGE}&page=${page}`)) as T[];
      found.push(...some);
      if (some.length < PAGE) return found;
    }
  }

  private async send(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.api}/repos/${this.repository}/${path}`, {
      method,
      headers: {
        Accept: "application/vnd.github+json",
        Authorization: `Bearer ${this.token}`,
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "webapp-platform",
      },
      signal: AbortSignal.timeout(30_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new GithubError(`GitHub: ${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
}

const CUT = "\n\n… cut here: GitHub takes no more. The artifacts of the workflow run hold all of it.\n";

/** Text that GitHub accepts; a code block that is cut in the middle is ended. */
export function limited(text: string, limit = MAX_BODY): string {
  if (text.length <= limit) return text;
  const fence = "\n```";
  const kept = text.slice(0, limit - CUT.length - fence.length).replace(/[\ud800-\udbff]$/, "");
  const open = (kept.match(/^```/gm)?.length ?? 0) % 2 === 1;
  return `${kept}${open ? fence : ""}${CUT}`;
}

/** Makes one comment of a kind on a pull request, and writes it anew every time. */
export async function upsertComment(
  github: Github,
  number: number,
  kind: string,
  body: string,
): Promise<void> {
  const marker = `<!-- webapp-platform: ${kind} -->`;
  const text = `${marker}\n${body}`;
  const earlier = (await github.comments(number)).find(
    (comment) => comment.body?.startsWith(marker) === true,
  );
  if (earlier === undefined) await github.comment(number, text);
  else await github.updateComment(earlier.id, text);
}
