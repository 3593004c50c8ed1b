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
    const running = new Stages({ total: 2, out }).run("Deploy", async (say) => {
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
    const stages = new Stages({ total: 2, out });
    await stages.run("First", () => Promise.resolve());
    await expect(stages.run("Second", () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(written.at(-1)).toBe("[2/2] Second  failed after 0.0 s\n");
  });

  it("O4: numbers stages without a total where none is known", async () => {
    const { out, written } = stream(false);
    await new Stages({ out }).run("Plan", () => Promise.resolve());
    expect(written).toEqual(["[1] Plan  0.0 s\n", "[1] Plan  done in 0.0 s\n"]);
  });

  it("O4: says that a stage was interrupted, which has not failed; no other begins", async () => {
    const { out, written } = stream(false);
    const controller = new AbortController();
    const stages = new Stages({ out, signal: controller.signal });
    const running = stages.run("Deploy", async () => {
      controller.abort(new Error("interrupted"));
      await Promise.reject(new Error("Terraform was told to end"));
    });
    await expect(running).rejects.toThrow("Terraform was told to end");
    expect(written.at(-1)).toBe("[1] Deploy  interrupted after 0.0 s\n");
    const before = written.length;
    await expect(stages.run("Next", () => Promise.resolve())).rejects.toThrow("interrupted");
    expect(written).toHaveLength(before);
  });

  it("O4: writes a line for each of the stages that run side by side, and how long each took at the end", async () => {
    const { out, written } = stream(false);
    const stages = new Stages({ out });
    const stage = (title: string, ms: number) =>
      stages.run(title, async (say) => {
        say(`creating ${title}`);
        await new Promise((resolve) => setTimeout(resolve, ms));
      });
    const both = Promise.all([stage("network", 12_000), stage("registry", 11_000)]);
    await vi.advanceTimersByTimeAsync(12_000);
    await both;
    expect(written).toEqual([
      "[1] network  0.0 s\n",
      "[2] registry  0.0 s\n",
      "[1] network  10.0 s  creating network\n",
      "[2] registry  10.0 s  creating registry\n",
      "[2] registry  done in 11.0 s\n",
      "[1] network  done in 12.0 s\n",
    ]);
    expect(stages.times()).toBe("  11.0 s  registry\n  12.0 s  network\n");
  });

  /** What a terminal shows after all that was written. */
  function screen(written: readonly string[]): string[] {
    const lines = [""];
    let row = 0;
    for (const part of written.join("").match(/\u001b\[2K|\u001b\[1A|\r|\n|[^\u001b\r\n]+/g) ?? []) {
      if (part === "\u001b[2K") lines[row] = "";
      else if (part === "\u001b[1A") row -= 1;
      else if (part === "\n") lines[(row += 1)] ??= "";
      else if (part !== "\r") lines[row] = `${lines[row] ?? ""}${part}`;
    }
    return lines;
  }

  it("O4: updates a line for each running stage in place on a terminal, cut to its width, others above", async () => {
    const { out, written } = stream(true);
    const stages = new Stages({ out });
    const stage = (title: string, ms: number) =>
      stages.run(title, async (say) => {
        say("creating a resource with a very long name indeed");
        await new Promise((resolve) => setTimeout(resolve, ms));
      });
    const both = Promise.all([stage("network", 900), stage("registry", 500)]);
    await vi.advanceTimersByTimeAsync(450);
    const running = ["[1] network  0.4 s  creating a resource", "[2] registry  0.4 s  creating a resourc"];
    expect(screen(written)).toEqual(running);
    stages.write("the image is there\n");
    await vi.advanceTimersByTimeAsync(200);
    expect(screen(written)).toEqual([
      "the image is there",
      "[2] registry  done in 0.5 s",
      "[1] network  0.6 s  creating a resource",
    ]);
    await vi.advanceTimersByTimeAsync(300);
    await both;
    expect(screen(written)).toEqual([
      "the image is there",
      "[2] registry  done in 0.5 s",
      "[1] network  done in 0.9 s",
      "",
    ]);
  });
});
