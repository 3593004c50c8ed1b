import { readFileSync } from "node:fs";

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The packages that one workspace is installed with, directly or not, as `name@version integrity` in a stable
 * order. Packages of other workspaces in the same lockfile do not count.
 *
 * @param lockfile a `package-lock.json` of version 2 or 3
 * @param workspace its path in the lockfile, such as `service`
 */
export function lockedPackages(lockfile: string, workspace: string): string[] {
  const { packages } = JSON.parse(readFileSync(lockfile, "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Set<string>();
  const visit = (path: string): void => {
    const { dependencies, optionalDependencies, ...own } = packages[path] ?? {};
    const direct = path === workspace ? own.devDependencies : {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...direct })) {
      const location = resolve(packages, path, name);
      // Optional packages of other platforms may be absent.
      if (location === undefined || found.has(location)) continue;
      found.add(location);
      visit(location);
    }
  };
  visit(workspace);
  return [...found]
    .sort()
    .map((path) => `${path}@${packages[path]?.version ?? ""} ${packages[path]?.integrity ?? ""}`);
}

/** Node's own rule: the nearest `node_modules` on the way up holds the package. */
function resolve(
  packages: Readonly<Record<string, LockedPackage>>,
  from: string,
  name: string,
): string | undefined {
  for (let directory = from; ; directory = directory.replace(/(^|\/)[^/]*$/, "")) {
    const candidate = `${directory === "" ? "" : `${directory}/`}node_modules/${name}`;
    if (!directory.endsWith("node_modules") && candidate in packages) return candidate;
    if (directory === "") return undefined;
  }
}
