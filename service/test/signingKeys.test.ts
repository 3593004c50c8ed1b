import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { EmulatedAccount } from "../../tools/testing/emulated-account.js";
import { rotateEmulated } from "../../functions/rotate-secret/emulated-rotation.js";
import { signingKeys } from "../../functions/rotate-secret/signing-keys.js";

const project = fileURLToPath(new URL("../../", import.meta.url));
const FIRST = "the-first-key-that-signs-session-cookies";

let account: EmulatedAccount;
let secrets: SecretsManager;
let secretArn: string;
let web: Web;
let bundle: string;

/** The bundled service as a process, which reads its session keys from the secret every second. */
class Web {
  readonly lines: string[] = [];
  readonly url: Promise<string>;
  private readonly child: ChildProcess;
  private rotations = 0;
  private onRotation: () => void = () => undefined;

  constructor(variables: Record<string, string>) {
    const child = spawn(process.execPath, [join(bundle, "main.js"), "web"], {
      env: { ...process.env, PORT: "0", ...variables },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.child = child;
    this.url = new Promise((resolve, reject) => {
      child.once("exit", () => {
        reject(new Error(`the service ended:\n${this.lines.join("\n")}`));
      });
      createInterface({ input: child.stdout }).on("line", (line) => {
        this.lines.push(line);
        const { msg, port } = JSON.parse(line) as { msg?: string; port?: number };
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
        if (msg === "the keys of session cookies were rotated") {
          this.rotations += 1;
          this.onRotation();
        }
      });
    });
  }

  /** Waits until the process has taken so many rotations. */
  async rotated(times: number): Promise<void> {
    while (this.rotations < times) await new Promise<void>((resolve) => (this.onRotation = resolve));
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

describe.runIf(inject("servers").emulator)("keys of session cookies", () => {
  beforeAll(async () => {
    account = await EmulatedAccount.start("111111111111");
    secrets = new SecretsManager();
    const { ARN = "" } = await secrets.createSecret({ Name: "session", SecretString: FIRST });
    secretArn = ARN;
    // Below the packages: the embedded database is no part of the bundle.
    bundle = mkdtempSync(join(project, "node_modules", ".session-keys-"));
    execFileSync(process.execPath, [join(project, "service", "build.mjs"), bundle]);
    web = new Web({ SESSION_SECRET_ARN: secretArn, SESSION_SECRET_REFRESH_SECONDS: "1" });
  });
  afterAll(async () => {
    web.stop();
    rmSync(bundle, { recursive: true, force: true });
    await account.stop();
  });

  /** A visit with a session cookie: how many links the visitor has, and the cookie that comes back. */
  async function visit(cookie: string): Promise<{ links: number; cookie: string }> {
    const response = await fetch(`${await web.url}/api/links`, { headers: { Cookie: cookie } });
    const { links } = (await response.json()) as { links: unknown[] };
    return { links: links.length, cookie: cookieOf(response) };
  }

  function cookieOf(response: Response): string {
    return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  }

  it("W5/D5: the service takes rotated keys while it runs: nobody is signed out, and a key ends with the second rotation after it has signed", async () => {
    const created = await fetch(`${await web.url}/api/links`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ url: "https://example.org/" }),
    });
    const first = cookieOf(created);
    const keys = [FIRST];
    const rotate = async (times: number) => {
      await rotateEmulated(
        secrets,
        secretArn,
        signingKeys,
        `${times}${"1".repeat(7)}-1111-4111-8111-111111111111`,
      );
      await web.rotated(times);
      const { SecretString = "" } = await secrets.getSecretValue({ SecretId: secretArn });
      keys.push(...SecretString.split(","));
    };

    // The next key is made known, the old one signs on.
    await rotate(1);
    expect(await visit(first)).toEqual({ links: 1, cookie: first });

    // Another key signs; what the one before signed is taken, and signed anew.
    await rotate(2);
    const renewed = await visit(first);
    expect(renewed.links).toBe(1);
    expect(renewed.cookie).not.toBe(first);

    await rotate(3);
    expect((await visit(renewed.cookie)).links).toBe(1);
    expect((await visit(first)).links).toBe(0);
    const log = web.lines.join("\n");
    for (const key of new Set(keys)) expect(log).not.toContain(key);
  });
});
