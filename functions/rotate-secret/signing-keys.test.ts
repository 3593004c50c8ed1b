import { expect, it } from "vitest";
import { FakeSecret, Rotations } from "./fakes";
import { signingKeys } from "./signing-keys";

const keys = (value: string | undefined) => value?.split(",") ?? [];

it("a key signs a period after all processes know it, and is accepted a period longer", async () => {
  const secret = new FakeSecret("initial");
  const rotations = new Rotations(secret, () => signingKeys);
  const values = [keys(secret.current())];
  for (const version of ["1", "2", "3", "4"]) {
    await rotations.rotateInterrupted(version);
    values.push(keys(secret.current()));
  }

  expect(values.map(([signing]) => signing)).toEqual([
    "initial",
    "initial",
    "random-1",
    "random-2",
    "random-3",
  ]);
  for (const [index, value] of values.entries()) {
    // Whoever started a period ago accepts what is signed now, and the other way round.
    const before = values[index - 1] ?? value;
    expect(before).toContain(value[0]);
    expect(value).toContain(before[0]);
    expect(value.length).toBeLessThanOrEqual(3);
  }
});
