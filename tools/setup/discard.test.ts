import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { discard } from "./discard.cjs";

describe("discard", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "discard-"));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(directory, { recursive: true });
  });

  it("removes all of it, and minds nothing that is not there", () => {
    mkdirSync(join(directory, "half", "made"), { recursive: true });
    discard(join(directory, "half"));
    discard(join(directory, "half"));
    expect(existsSync(join(directory, "half"))).toBe(false);
  });

  it("says so where it can't, and does not hide what went wrong before", () => {
    const said = vi.spyOn(console, "error").mockReturnValue();
    writeFileSync(join(directory, "file"), "no directory");
    discard(join(directory, "file", "half"));
    expect(said).toHaveBeenCalledWith(expect.stringContaining("could not be removed: ENOTDIR"));
  });
});
