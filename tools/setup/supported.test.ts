import { describe, expect, it } from "vitest";
import { unsupported } from "./supported.cjs";

describe("where the set-up begins at all", () => {
  it.each([
    ["linux", "20.9.0"],
    ["darwin", "22.1.0"],
    ["linux", "21.0.0"],
  ])("does on %s with Node %s", (platform, version) => {
    expect(unsupported(platform, version)).toBeUndefined();
  });

  it.each(["20.8.1", "18.20.4", "9.11.2"])("says that Node %s is too old, and which is not", (version) => {
    expect(unsupported("linux", version)).toBe(
      `Node ${version} is too old: 20.9 or later is needed (https://nodejs.org).`,
    );
  });

  it("answers Windows with WSL, whichever Node there is", () => {
    expect(unsupported("win32", "22.1.0")).toContain("`wsl --install`");
    expect(unsupported("win32", "18.0.0")).toContain("`wsl --install`");
  });

  it("names a system that nothing here is made for", () => {
    expect(unsupported("freebsd", "22.1.0")).toContain("this is freebsd");
  });
});
