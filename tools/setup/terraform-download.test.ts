import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import release from "../terraform/release.json";
import { download } from "./download.cjs";
import { downloadTerraform } from "./terraform-download.cjs";

const PROGRAM = "#!/bin/sh\necho it runs\n";
const ARCHIVE = Buffer.from(zipSync({ "LICENSE.txt": strToU8("text"), terraform: strToU8(PROGRAM) }));
const published = (sum = createHash("sha256").update(ARCHIVE).digest("hex")) => ({
  ...release,
  version: "1.2.3",
  sha256: { ...release.sha256, linux_amd64: sum },
});
const PATH = "/terraform/1.2.3/terraform_1.2.3_linux_amd64.zip";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let directory: string;
let site: Server;
let answer: Answer;
let base: string;
const listen = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "a download "));
  answer = (request, response) => {
    if (request.url === PATH) response.end(ARCHIVE);
    else response.writeHead(404).end("nothing");
  };
  site = createServer((request, response) => answer(request, response));
  base = await listen(site);
});
afterEach(() => {
  site.closeAllConnections();
  site.close();
  rmSync(directory, { recursive: true });
});

const target = () => join(directory, "tools", "bin", "terraform");
const install = (
  given: { variables?: NodeJS.ProcessEnv; arch?: string; platform?: string; sum?: string } = {},
) =>
  downloadTerraform(target(), () => undefined, {
    platform: given.platform ?? "linux",
    arch: given.arch ?? "x64",
    variables: given.variables ?? { TERRAFORM_RELEASE_MIRROR: base },
    release: published(given.sum),
  });
/** Nothing but directories is there. */
const installed = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe("downloadTerraform", () => {
  it("puts the program there, and nothing else", async () => {
    await install();
    expect(readFileSync(target(), "utf8")).toBe(PROGRAM);
    expect(statSync(target()).mode & 0o777).toBe(0o755);
    expect(installed()).toEqual(["terraform"]);
  });

  it("removes what one that was killed has left", async () => {
    mkdirSync(join(directory, "tools", "bin"), { recursive: true });
    writeFileSync(`${target()}.part`, "half");
    await install();
    expect(installed()).toEqual(["terraform"]);
  });

  it("follows a mirror that sends it elsewhere, whose address ends in a slash", async () => {
    const first = answer;
    answer = (request, response) => {
      if (request.url === `/mirror${PATH}`) response.writeHead(302, { Location: `${base}${PATH}` }).end();
      else first(request, response);
    };
    await install({ variables: { TERRAFORM_RELEASE_MIRROR: `${base}/mirror/` } });
    expect(readFileSync(target(), "utf8")).toBe(PROGRAM);
  });

  it("installs nothing with another checksum, and shows both", async () => {
    await expect(install({ sum: "0".repeat(64) })).rejects.toThrow(
      `is ${published().sha256.linux_amd64}, and tools/terraform/release.json says ${"0".repeat(64)}`,
    );
    expect(installed()).toEqual([]);
  });

  it("keeps the Terraform that is there when another can't be had", async () => {
    await install();
    await expect(install({ sum: "0".repeat(64) })).rejects.toThrow("checksum");
    expect(readFileSync(target(), "utf8")).toBe(PROGRAM);
  });

  it.each([404, 403, 500])("installs nothing where the site answers %i", async (status) => {
    answer = (_, response) => response.writeHead(status).end("no");
    await expect(install()).rejects.toThrow(`${base}${PATH}: it answered ${status}`);
    expect(installed()).toEqual([]);
  });

  it("installs nothing where the connection ends in the middle", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "Content-Length": ARCHIVE.length });
      response.write(ARCHIVE.subarray(0, 100), () => response.destroy());
    };
    await expect(install()).rejects.toThrow("Terraform could not be downloaded");
    expect(installed()).toEqual([]);
  });

  it("says what to do where there is no network", async () => {
    await new Promise((resolve) => site.close(resolve));
    await expect(install()).rejects.toThrow(
      /could not be downloaded: http:\/\/127\.0\.0\.1:\d+\/.*ECONNREFUSED.* Behind a proxy set HTTPS_PROXY/,
    );
    expect(installed()).toEqual([]);
  });

  it.each([
    ["linux", "riscv64", "linux_riscv64"],
    ["sunos", "x64", "sunos_amd64"],
  ])("names the platforms it has on %s with %s", async (platform, arch, name) => {
    await expect(install({ platform, arch })).rejects.toThrow(
      `no release for ${name} here, only for darwin_amd64, darwin_arm64, linux_amd64, linux_arm64`,
    );
  });

  it("refuses a mirror that is no address", async () => {
    await expect(install({ variables: { TERRAFORM_RELEASE_MIRROR: "mirror.example" } })).rejects.toThrow(
      "TERRAFORM_RELEASE_MIRROR: given mirror.example; allowed is the address of a mirror",
    );
  });

  it("says that it can't be written, and leaves nothing", async () => {
    // As on a disk that is full; whoever runs this may write everywhere.
    writeFileSync(join(directory, "tools"), "a file, no directory");
    await expect(install()).rejects.toThrow(/Terraform could not be written: .*Make room or mend that/);
    expect(installed()).toEqual(["tools"]);
  });

  it("has a checksum of HashiCorp's for every platform that the set-up begins on", () => {
    for (const platform of ["linux", "darwin"] as const) {
      for (const arch of ["amd64", "arm64"] as const) {
        expect(release.sha256[`${platform}_${arch}`]).toMatch(/^[0-9a-f]{64}$/);
      }
    }
    expect(new Set(Object.values(release.sha256)).size).toBe(4);
  });
});

describe("download", () => {
  let proxy: Server;
  let address: string;
  let tunnels: string[];
  beforeEach(async () => {
    tunnels = [];
    proxy = createServer();
    proxy.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const [, port] = (request.url ?? "").split(":");
      const there = connect(Number(port), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        there.pipe(socket).pipe(there);
      });
      there.on("error", () => socket.destroy());
      socket.on("error", () => there.destroy());
    });
    address = await listen(proxy);
  });
  afterEach(() => {
    proxy.close();
  });

  it.each(["HTTP_PROXY", "http_proxy"])("goes through the proxy that %s names", async (name) => {
    const port = new URL(base).port;
    // Nobody but the proxy knows this host.
    const content = await download(`http://releases.invalid:${port}${PATH}`, { [name]: address });
    expect(content.equals(ARCHIVE)).toBe(true);
    expect(tunnels).toEqual([`releases.invalid:${port}`]);
  });

  it("goes around the proxy where NO_PROXY says so", async () => {
    await download(`${base}${PATH}`, { HTTP_PROXY: address, NO_PROXY: "127.0.0.1" });
    expect(tunnels).toEqual([]);
  });

  it("gives a server up that says nothing", async () => {
    answer = () => undefined;
    await expect(download(`${base}${PATH}`, {}, { silenceMs: 300 })).rejects.toThrow(/Timeout/i);
  });

  it("gives a server up that stops in the middle", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "Content-Length": ARCHIVE.length });
      response.write(ARCHIVE.subarray(0, 100));
    };
    await expect(download(`${base}${PATH}`, {}, { silenceMs: 300 })).rejects.toThrow(/Timeout/i);
  });
});
