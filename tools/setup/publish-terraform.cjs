// @ts-check
// Publishes a program as HashiCorp publishes Terraform, for a check that can't reach HashiCorp:
// publish-terraform.cjs PROGRAM SITE RELEASE
//   writes the archive of this platform below SITE, and its checksum into RELEASE, a copy of tools/terraform/release.json
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { zipSync } = require("fflate");
const { platformOf } = require("./terraform-download.cjs");

const [program = "", site = "", file = ""] = process.argv.slice(2);
const release = JSON.parse(readFileSync(file, "utf8"));
const platform = platformOf(process.platform, process.arch);
const archive = zipSync({ "LICENSE.txt": new Uint8Array(), terraform: readFileSync(program) }, { level: 1 });
const directory = join(site, "terraform", release.version);
const path = join(directory, `terraform_${release.version}_${platform}.zip`);
mkdirSync(directory, { recursive: true });
writeFileSync(path, archive);
release.sha256[platform] = createHash("sha256").update(archive).digest("hex");
writeFileSync(file, `${JSON.stringify(release, null, 2)}\n`);
console.log(path);
