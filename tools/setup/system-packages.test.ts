import { describe, expect, it, vi } from "vitest";
import { PACKAGE_MANAGERS } from "./package-managers.cjs";
import { installCommand, installHint, installSystemPackages } from "./system-packages.cjs";

type System = Parameters<typeof installCommand>[1];

const manager = (program: string) => PACKAGE_MANAGERS.find((one) => one.program === program);
const system = (program: string, given: Partial<System> = {}): System => ({
  manager: manager(program),
  root: false,
  sudo: "none",
  terminal: false,
  ...given,
});
const command = (given: System, ...needs: Parameters<typeof installCommand>[0]) =>
  installCommand(needs, given)?.commands.at(-1)?.join(" ");

describe("installCommand", () => {
  it.each([
    [
      "apt-get",
      "apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 python3 python3-venv redis-server",
    ],
    ["dnf", "dnf install -y -q python3.12 redis"],
    ["yum", "yum install -y -q python3.12 redis"],
    ["apk", "apk add --no-cache --quiet python3 py3-pip redis"],
    ["zypper", "zypper --non-interactive --quiet install --no-recommends python312 redis"],
    ["pacman", "pacman -Sy --noconfirm --needed --quiet python valkey"],
  ])("asks %s as root for its own names, without a question", (program, expected) => {
    const root = system(program, { root: true });
    expect(command(root, "python", "redis")).toBe(expected);
    expect(installCommand(["python", "redis"], root)?.allowed).toBe("yes");
  });

  it("refreshes what apt-get knows before it installs", () => {
    const { commands = [] } = installCommand(["mariadb"], system("apt-get", { root: true })) ?? {};
    expect(commands.map((words) => words.slice(0, 2))).toEqual([
      ["apt-get", "update"],
      ["apt-get", "install"],
    ]);
  });

  it("needs no rights with Homebrew", () => {
    const plan = installCommand(["postgresql"], system("brew"));
    expect(plan).toEqual({ commands: [["brew", "install", "--quiet", "postgresql@17"]], allowed: "yes" });
  });

  it("runs by itself where sudo asks for no password, and never waits for one", () => {
    const given = system("apt-get", { sudo: "without a password" });
    expect(command(given, "redis")).toMatch(/^sudo -n apt-get install /);
    expect(installCommand(["redis"], given)?.allowed).toBe("yes");
  });

  it.each([
    [true, "with a password", "ask"],
    [false, "with a password", "no"],
    [true, "none", "no"],
  ] as const)("with a terminal (%s) and sudo %s: %s", (terminal, sudo, allowed) => {
    expect(installCommand(["redis"], system("dnf", { terminal, sudo }))?.allowed).toBe(allowed);
  });

  it("knows every need of every package manager", () => {
    for (const { packages } of PACKAGE_MANAGERS) {
      for (const need of ["python", "postgresql", "redis", "mariadb"] as const) {
        expect(packages[need]).not.toHaveLength(0);
      }
    }
  });
});

describe("installSystemPackages", () => {
  const say = vi.fn();
  const asked = system("apk", { terminal: true, sudo: "with a password" });

  it("asks one question for everything, and does nothing after a no", async () => {
    const confirm = vi.fn(() => Promise.resolve(false));
    expect(await installSystemPackages(["python", "postgresql", "redis"], asked, say, confirm)).toBe(
      "declined",
    );
    expect(confirm.mock.calls).toEqual([
      [
        "Install Python 3, PostgreSQL, Redis into this system with `sudo apk add --no-cache --quiet python3 py3-pip postgresql redis`?",
      ],
    ]);
    expect(say).not.toHaveBeenCalled();
  });

  it.each([
    ["nobody to ask", system("apk", { sudo: "with a password" })],
    ["no rights at all", system("apk", { terminal: true })],
    ["no package manager", system("none", { root: true })],
  ])("does nothing with %s", async (_, given) => {
    const confirm = vi.fn(() => Promise.resolve(true));
    expect(await installSystemPackages(["redis"], given, say, confirm)).toBe("not allowed");
    expect(confirm).not.toHaveBeenCalled();
  });
});

describe("installHint", () => {
  it("is the command that somebody with the rights would type", () => {
    expect(installHint(["python"], system("apk"))).toBe(
      "`sudo apk add --no-cache --quiet python3 py3-pip` brings it.",
    );
    expect(installHint(["redis", "mariadb"], system("brew"))).toBe(
      "`brew install --quiet redis mariadb` brings them.",
    );
  });

  it("is left out where no package manager is known", () => {
    expect(installHint(["python"], system("none"))).toBeUndefined();
  });
});
