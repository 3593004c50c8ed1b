import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { end, run, start } from "../process/run";

/** Something the emulator can not show, and what shows it instead. */
export interface Gap {
  readonly id: string;
  readonly topic: string;
  readonly cannotShow: string;
  readonly shownBy: string;
}

/** A resource that exists now and did not when the emulator started. */
export interface Leftover {
  readonly service: string;
  readonly region: string;
  readonly type: string;
  readonly id: string;
}

/** An AWS operation that was asked for, under the names of the SDK's service models, such as `elbv2`. */
export interface RequestedOperation {
  readonly service: string;
  readonly operation: string;
  /** How often since the emulator started. */
  readonly count: number;
}

/** An AWS emulator on loopback, for one account. It ends with this process, however this process ends. */
export class Emulator {
  private constructor(
    readonly url: string,
    private readonly child: ReturnType<typeof start>,
  ) {}

  /**
   * @param project directory of the project
   * @throws {Error} where Python or moto is missing; the message says how to get them
   */
  static async start(project: string, account: string): Promise<Emulator> {
    const child = start(python(project), ["-m", "emulator", "--account", account, "--exit-with-stdin"], {
      env: { ...process.env, PYTHONPATH: join(project, "tools") },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new Error("the emulator has no output");
    const complaints: string[] = [];
    createInterface({ input: stderr }).on("line", (line) => {
      if (complaints.push(line) > 100) complaints.shift();
    });
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: stdout }).once("line", (line) => {
        resolve((JSON.parse(line) as { url: string }).url);
      });
      child.once("error", reject);
      child.once("close", () => {
        reject(new Error(`the emulator did not start:\n${complaints.join("\n")}`));
      });
    });
    return new Emulator(url, child);
  }

  /**
   * The variables that send the AWS provider, the S3 backend and the AWS SDK here, and nowhere else.
   *
   * @param accessKey who is asking, for {@link requests}
   */
  variables(region: string, accessKey = "rehearsal"): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.url,
      // S3's control plane is asked under "<account>.<host>", which no name server knows; the emulator takes the
      // request as a proxy does. Addresses on loopback are never proxied.
      HTTP_PROXY: this.url,
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: "rehearsal",
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  async leftovers(): Promise<Leftover[]> {
    return (await this.get("leftovers")) as Leftover[];
  }

  /** @param accessKey whose requests @default everybody's */
  async requests(accessKey?: string): Promise<RequestedOperation[]> {
    const query = accessKey === undefined ? "" : `?access-key=${accessKey}`;
    return (await this.get(`requests${query}`)) as RequestedOperation[];
  }

  private async get(what: string): Promise<unknown> {
    const response = await fetch(`${this.url}/_emulator/${what}`);
    if (!response.ok) throw new Error(`the emulator's ${what}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async stop(): Promise<void> {
    await end(this.child);
  }
}

/** What no rehearsal can show; said every time, so that nobody takes it for shown. */
export async function gaps(project: string): Promise<Gap[]> {
  const env = { ...process.env, PYTHONPATH: join(project, "tools") };
  const { stdout } = await run(python(project), ["-m", "emulator", "--gaps", "--json"], { env });
  return JSON.parse(stdout) as Gap[];
}

/** The project's own virtual environment where there is one. */
export function python(project: string): string {
  const own = join(project, ".venv", "bin", "python");
  return existsSync(own) ? own : "python3";
}
