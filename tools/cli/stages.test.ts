import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Stages } from "./stages";

/** A stream that remembers what was written, as a terminal or as a file. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk.toString());
      done();
    },
  });
  return { out: Object.assign(out, { isTTY, columns: 40 }) as unknown as NodeJS.WriteStream, written };
}

describe("Stages", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("O4: writes number, title, what is running now and the time taken", async () => {
    const { out, written } = stream(false);
    const running = new Stages(2, out).run("Deploy", async (say) => {
      say("creating aws_vpc.vpc");
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      return "url";
    });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(await running).toBe("url");
    expect(written).toEqual([
      "[1/2] Deploy  0.0 s\n",
      "[1/2] Deploy  10.0 s  creating aws_vpc.vpc\n",
      "[1/2] Deploy  done in 12.0 s\n",
    ]);
  });

  it("O4: says which stage failed, and passes the error on", async () => {
    const { out, written } = stream(false);
    const stages = new Stages(2, out);
    await stages.run("First", () => Promise.resolve());
    await expect(stages.run("Second", () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(written.at(-1)).toBe("[2/2] Second  failed after 0.0 s\n");
  });

  it("O4: updates one line in place on a terminal, cut to its width", async () => {
    const { out, written } = stream(true);
    const running = new Stages(1, out).run("Deploy", async (say) => {
      say("creating a resource with a very long name indeed");
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await vi.advanceTimersByTimeAsync(300);
    await running;
    expect(written.every((text) => text.startsWith("\r\u001b[2K"))).toBe(true);
    const updated = written[1]?.replace("\r\u001b[2K", "") ?? "";
    expect(updated).toHaveLength(39);
    expect(updated).toContain("creating");
  });
});
