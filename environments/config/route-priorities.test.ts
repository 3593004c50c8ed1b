import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../../tools/testing/problems";
import { overlap } from "./path-patterns";
import { priorityOf } from "./route-priorities";

describe("overlap", () => {
  it.each([
    ["/api/*", "/api/admin/*", true],
    ["/*.png", "/api/*", true],
    ["/api/?", "/api/v", true],
    ["/a*c", "/ab*", true],
    ["/api/*", "/auth/*", false],
    ["/api/?", "/api/", false],
    ["/api", "/API", false],
  ])("B10: of %s and %s is %s", (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });

  it("B10: is there exactly where some path matches both, of all short ones", () => {
    const pattern = fc.stringMatching(/^\/[ab*?]{0,3}$/);
    const letters = ["a", "b"];
    const words = [0, 1, 2, 3, 4, 5, 6].reduce<string[][]>(
      (all, length) => [
        ...all,
        length === 0
          ? [""]
          : (all[length - 1] ?? []).flatMap((word) => letters.map((letter) => word + letter)),
      ],
      [],
    );
    const paths = words.flat().map((word) => `/${word}`);
    const expression = (text: string) => new RegExp(`^${text.replaceAll("*", ".*").replaceAll("?", ".")}$`);
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        const both = paths.some((path) => expression(one).test(path) && expression(other).test(path));
        expect(overlap(one, other)).toBe(both);
      }),
    );
  });
});

describe("priorities", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{1,10}$/);

  it("B10: lie between those that can be stated below and AWS's last one", () => {
    fc.assert(
      fc.property(name, (service) => {
        const number = priorityOf(service, { route: { paths: ["/a"] } });
        expect(number).toBeGreaterThan(1000);
        expect(number).toBeLessThanOrEqual(50_000);
      }),
    );
    expect(priorityOf("web", { route: { paths: ["/a"], priority: 7 } })).toBe(7);
  });

  const services = (...routes: (readonly [string, string[], (number | undefined)?])[]) => ({
    services: {
      web: { route: {} },
      ...Object.fromEntries(
        routes.map(
          ([service, paths, priority]) =>
            [service, { route: { paths, ...(priority !== undefined && { priority }) } }] as const,
        ),
      ),
    },
  });

  it("B10: two services can't have one number", () => {
    expect(problemsOf(services(["api", ["/api/*"], 5], ["auth", ["/auth/*"], 5]))).toEqual([
      "services.auth.route.priority: must differ from that of services.api, which is 5 too",
    ]);
  });

  it.each([
    ["none", undefined, undefined, ["services.admin.route.priority"]],
    ["one of them", 5, undefined, ["services.admin.route.priority"]],
    ["both", 5, 4, []],
  ])("B10: of paths that overlap it must be said which is asked first; %s is", (_, api, admin, paths) => {
    const found = problemsOf(services(["api", ["/api/*"], api], ["admin", ["/api/admin/*"], admin]));
    expect(found.map((problem) => problem.split(":")[0])).toEqual(paths);
    for (const problem of found) expect(problem).toContain("/api/admin/* and /api/*");
  });
});
