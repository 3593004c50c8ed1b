import { afterEach, describe, expect, it } from "vitest";
import { Interrupts } from "./interrupt";

const SIGINT = 130;
const SIGTERM = 143;

afterEach(() => {
  process.exitCode = undefined;
});

/** A process that is interrupted, with what it says and does. */
function interrupted({ attended, ending }: { attended: boolean; ending: string[] }) {
  const said: string[] = [];
  const exits: number[] = [];
  let time = 0;
  const controller = new AbortController();
  const interrupts = new Interrupts(controller, {
    attended,
    say: (line) => said.push(line),
    exit: (code) => exits.push(code),
    ending: () => ending,
    now: () => time,
  });
  const receive = (code: number, afterMs: number) => {
    time += afterMs;
    interrupts.received(code);
  };
  return { said, exits, controller, receive };
}

describe("Interrupts", () => {
  it("T2: the first signal asks to stop, and says that Terraform ends in its own way", () => {
    const { said, exits, controller, receive } = interrupted({ attended: true, ending: ["dev-network"] });
    receive(SIGINT, 0);
    expect(controller.signal.aborted).toBe(true);
    expect(process.exitCode).toBe(SIGINT);
    expect(said).toEqual([expect.stringContaining("into the state of dev-network")]);
    expect(exits).toEqual([]);
  });

  it("T2: one key press that arrives twice is one", () => {
    const { said, exits, receive } = interrupted({ attended: true, ending: [] });
    receive(SIGINT, 0);
    receive(SIGINT, 20);
    expect({ said: said.length, exits }).toEqual({ said: 1, exits: [] });
  });

  it("T2: at a terminal the second one says what would be lost, with the command for it, and the third one kills", () => {
    const { said, exits, receive } = interrupted({ attended: true, ending: ["dev-data", "dev-network"] });
    receive(SIGINT, 0);
    receive(SIGINT, 2000);
    expect(said[1]).toMatch(
      /no state knows[^]*npm run recover -- dev-data --force-unlock; npm run recover -- dev-network/,
    );
    expect(exits).toEqual([]);
    receive(SIGINT, 2000);
    expect(exits).toEqual([SIGINT]);
  });

  it("T2: where nobody can be asked, no signal kills Terraform", () => {
    const { said, exits, receive } = interrupted({ attended: false, ending: ["dev-data"] });
    receive(SIGINT, 0);
    receive(SIGTERM, 7500);
    receive(SIGTERM, 2000);
    expect(exits).toEqual([]);
    expect(said.slice(1)).toEqual([
      "Still waiting for Terraform to write the state of dev-data.",
      "Still waiting for Terraform to write the state of dev-data.",
    ]);
  });

  it("T2: without Terraform the second one ends at once", () => {
    const { exits, receive } = interrupted({ attended: false, ending: [] });
    receive(SIGTERM, 0);
    receive(SIGTERM, 1000);
    expect(exits).toEqual([SIGTERM]);
  });
});
