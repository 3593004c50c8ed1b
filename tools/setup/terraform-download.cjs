// @ts-check
const { createHash } = require("node:crypto");
const {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} = require("node:fs");
const { basename, dirname, join } = require("node:path");
const published = require("../terraform/release.json");
const { download } = require("./download.cjs");
const { SetupProblem } = require("./problem.cjs");

module.exports = { downloadTerraform, platformOf };

const INSTEAD =
  "Or put Terraform on the PATH yourself (https://developer.hashicorp.com/terraform/install), and run this again.";

/**
 * Downloads the release of Terraform that tools/terraform/release.json names, and puts it where it is wanted once its
 * checksum is the one in that file. Before that nothing is there, and afterwards all of it.
 *
 * @param {string} target path of the program
 * @param {(line: string) => void} say
 * @param {{ platform?: string, arch?: string, variables?: NodeJS.ProcessEnv, release?: typeof published }} [given]
 */
async function downloadTerraform(target, say, given = {}) {
  const {
    platform = process.platform,
    arch = process.arch,
    variables = process.env,
    release = published,
  } = given;
  const name = platformOf(platform, arch);
  const wanted = /** @type {Readonly<Record<string, string>>} */ (release.sha256)[name];
  if (wanted === undefined) {
    const known = Object.keys(release.sha256).join(", ");
    throw new SetupProblem(`Terraform: there is no release for ${name} here, only for ${known}. ${INSTEAD}`);
  }
  const url = `${mirror(variables)}/terraform/${release.version}/terraform_${release.version}_${name}.zip`;
  say(
    `Downloading Terraform ${release.version} from ${url} into ${basename(dirname(dirname(target)))}/bin ...`,
  );
  const archive = await download(url, variables).catch((/** @type {Error} */ error) => {
    throw new SetupProblem(
      `Terraform could not be downloaded: ${error.message}. Behind a proxy set HTTPS_PROXY; a mirror of HashiCorp's ` +
        `release site is named by TERRAFORM_RELEASE_MIRROR. ${INSTEAD}`,
    );
  });
  const sum = createHash("sha256").update(archive).digest("hex");
  if (sum !== wanted) {
    throw new SetupProblem(
      `Terraform: the checksum of ${url} is ${sum}, and tools/terraform/release.json says ${wanted}. This is not what ` +
        `HashiCorp has published; nothing was installed. ${INSTEAD}`,
    );
  }
  place(programIn(archive), target);
}

/** @param {string} platform @param {string} arch */
function platformOf(platform, arch) {
  return `${platform}_${arch === "x64" ? "amd64" : arch}`;
}

/** @param {NodeJS.ProcessEnv} variables */
function mirror(variables) {
  const named = variables["TERRAFORM_RELEASE_MIRROR"];
  if (named === undefined || named === "") return "https://releases.hashicorp.com";
  if (/^https?:\/\/[^/]/.test(named)) return named.replace(/\/+$/, "");
  throw new SetupProblem(
    `TERRAFORM_RELEASE_MIRROR: given ${named}; allowed is the address of a mirror, such as https://releases.hashicorp.com`,
  );
}

/** @param {Buffer} archive */
function programIn(archive) {
  const { unzipSync } = require("fflate");
  const { terraform } = unzipSync(archive, { filter: ({ name }) => name === "terraform" });
  if (terraform === undefined)
    throw new SetupProblem("Terraform: the release holds no program of that name.");
  return terraform;
}

/** @param {Uint8Array} program @param {string} target */
function place(program, target) {
  const directory = dirname(target);
  const part = join(directory, `${basename(target)}.part`);
  try {
    mkdirSync(directory, { recursive: true });
    // Left by one that was killed.
    for (const name of readdirSync(directory)) if (name.endsWith(".part")) rmSync(join(directory, name));
    const file = openSync(part, "w");
    try {
      for (let written = 0; written < program.length;) written += writeSync(file, program, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(part, 0o755);
    renameSync(part, target);
  } catch (error) {
    if (existsSync(part)) rmSync(part);
    const { message } = /** @type {Error} */ (error);
    throw new SetupProblem(
      `Terraform could not be written: ${message}. Make room or mend that, and run this again.`,
    );
  }
}
