import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** Stands in for curl: gives what lies in `$SITE` under the last part of the address. */
const CURL = `#!/bin/sh
for last; do :; done
echo "$last" >> "$SITE/asked"
cp "$SITE/$(basename "$last")" "$3"
`;

describe("install-terraform.sh", () => {
  let site: string;
  const archive = `terraform_1.2.3_linux_${process.arch === "arm64" ? "arm64" : "amd64"}.zip`;
  beforeEach(() => {
    site = mkdtempSync(join(tmpdir(), "site-"));
    mkdirSync(join(site, "bin"));
    writeFileSync(join(site, "bin", "curl"), CURL);
    chmodSync(join(site, "bin", "curl"), 0o755);
    mkdirSync(join(site, "into"));
    writeFileSync(join(site, "terraform"), "#!/bin/sh\necho 1.2.3\n", { mode: 0o755 });
    execFileSync("zip", ["-q", archive, "terraform"], { cwd: site });
  });
  afterEach(() => {
    rmSync(site, { recursive: true });
  });
  const publish = (sum: string) => {
    writeFileSync(join(site, "terraform_1.2.3_SHA256SUMS"), `${sum}  ${archive}\n0000  other.zip\n`);
  };
  const install = () =>
    spawnSync("sh", [join(__dirname, "install-terraform.sh"), "1.2.3", join(site, "into")], {
      encoding: "utf8",
      env: { ...process.env, SITE: site, PATH: [join(site, "bin"), process.env["PATH"]].join(delimiter) },
    });

  it("P3: installs the version for this machine", () => {
    publish(execFileSync("sha256sum", [archive], { cwd: site, encoding: "utf8" }).split(" ")[0] ?? "");
    expect(install()).toMatchObject({ status: 0 });
    expect(execFileSync(join(site, "into", "terraform"), { encoding: "utf8" })).toBe("1.2.3\n");
    expect(readFileSync(join(site, "asked"), "utf8").split("\n")[0]).toBe(
      `https://releases.hashicorp.com/terraform/1.2.3/${archive}`,
    );
  });

  it("P3: installs nothing that has another checksum", () => {
    publish("0".repeat(64));
    expect(install().status).not.toBe(0);
    expect(spawnSync(join(site, "into", "terraform")).error).toBeDefined();
  });
});
