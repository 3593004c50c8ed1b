import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedName, NAME_LIMIT } from "./naming";

const limit = fc.constantFrom(...(Object.keys(NAME_LIMIT) as (keyof typeof NAME_LIMIT)[]));
const name = fc.stringMatching(/^[a-z0-9]{1,40}(-[a-z0-9]{1,40}){0,8}$/);

describe("a name within a limit", () => {
  it("leaves a name that fits as it is", () => {
    expect(boundedName("webapp-dev-web", "loadBalancer")).toBe("webapp-dev-web");
    expect(boundedName("a".repeat(32), "loadBalancer")).toBe("a".repeat(32));
  });

  it("cuts a longer one and ends it with a hash of the whole", () => {
    expect(boundedName("a".repeat(33), "loadBalancer")).toBe(`${"a".repeat(25)}-852785`);
  });

  it("keeps two long names with the same beginning apart", () => {
    const long = "a".repeat(70);
    expect(boundedName(`${long}-1`, "bucket")).not.toBe(boundedName(`${long}-2`, "bucket"));
  });

  it("is never too long, always the same, and a name AWS takes", () => {
    fc.assert(
      fc.property(name, limit, (given, kind) => {
        const bounded = boundedName(given, kind);
        expect(bounded.length).toBeLessThanOrEqual(NAME_LIMIT[kind]);
        expect(bounded).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(boundedName(given, kind)).toBe(bounded);
      }),
    );
  });

  it.each(["", "Web", "web_app", "-web", "web-", "web--app", "web.app", "${aws_lb.web.name}"])(
    "refuses %j and says what is allowed",
    (given) => {
      expect(() => boundedName(given, "role")).toThrow(
        `the name "${given}" must consist of lower-case letters and digits, joined by single hyphens`,
      );
    },
  );
});

/** The documents that `NAME_LIMIT` cites. */
it.each([
  ["loadBalancer", 32],
  ["role", 64],
  ["bucket", 63],
  ["table", 255],
] as const)("a name of a %s has at most %i characters", (kind, length) => {
  expect(NAME_LIMIT[kind]).toBe(length);
});
