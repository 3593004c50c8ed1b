// @ts-check
/**
 * How each system's package manager installs without a question, and what it calls what is needed here. The first
 * that a system has is taken.
 *
 * @typedef {"python" | "postgresql" | "redis" | "mariadb"} Need
 * @typedef {{
 *   readonly program: string,
 *   readonly asRoot: boolean,
 *   readonly refresh?: readonly string[],
 *   readonly install: readonly string[],
 *   readonly packages: Readonly<Record<Need, readonly string[]>>,
 * }} PackageManager
 * @type {readonly PackageManager[]}
 */
const PACKAGE_MANAGERS = [
  {
    program: "brew",
    asRoot: false,
    install: ["install", "--quiet"],
    packages: {
      python: ["python@3.13"],
      postgresql: ["postgresql@17"],
      redis: ["redis"],
      mariadb: ["mariadb"],
    },
  },
  {
    program: "apt-get",
    asRoot: true,
    refresh: ["update", "-qq", "-o", "DPkg::Lock::Timeout=300"],
    install: ["install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"],
    // Debian's Python comes without what makes virtual environments.
    packages: {
      python: ["python3", "python3-venv"],
      postgresql: ["postgresql"],
      redis: ["redis-server"],
      mariadb: ["mariadb-server"],
    },
  },
  ...["dnf", "yum"].map((program) => ({
    program,
    asRoot: true,
    install: ["install", "-y", "-q"],
    // Red Hat Enterprise Linux 9 and Amazon Linux 2023 call Python 3.9 `python3`.
    packages: {
      python: ["python3.12"],
      postgresql: ["postgresql-server"],
      redis: ["redis"],
      mariadb: ["mariadb-server"],
    },
  })),
  {
    program: "apk",
    asRoot: true,
    install: ["add", "--no-cache", "--quiet"],
    packages: {
      python: ["python3", "py3-pip"],
      postgresql: ["postgresql"],
      redis: ["redis"],
      mariadb: ["mariadb"],
    },
  },
  {
    program: "zypper",
    asRoot: true,
    install: ["--non-interactive", "--quiet", "install", "--no-recommends"],
    packages: {
      python: ["python312"],
      postgresql: ["postgresql-server"],
      redis: ["redis"],
      mariadb: ["mariadb"],
    },
  },
  {
    program: "pacman",
    asRoot: true,
    install: ["-Sy", "--noconfirm", "--needed", "--quiet"],
    packages: { python: ["python"], postgresql: ["postgresql"], redis: ["valkey"], mariadb: ["mariadb"] },
  },
];

module.exports = { PACKAGE_MANAGERS };
