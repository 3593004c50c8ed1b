import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxUrlLength, targetUrl } from "./targetUrl.js";

const schema = targetUrl(["short.test", "localhost:8080", "*.names.test"]);
const reason = (text: unknown): string | undefined => schema.safeParse(text).error?.issues[0]?.message;

describe("targetUrl", () => {
  it.each([
    ["https://example.org", "https://example.org/"],
    ["HTTP://EXAMPLE.org:80/A?b#c", "http://example.org/A?b#c"],
    ["https://bücher.example/ä?ö", "https://xn--bcher-kva.example/%C3%A4?%C3%B6"],
    ["https://notshort.test/", "https://notshort.test/"],
    ["http://localhost:8081/", "http://localhost:8081/"],
    ["https://names.test/", "https://names.test/"],
    ["https://othernames.test/", "https://othernames.test/"],
  ])("takes %s", (given, normal) => {
    expect(schema.parse(given)).toBe(normal);
  });

  it.each([
    "ftp://example.org/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "mailto:a@b.test",
  ])("refuses %s: not http", (given) => {
    expect(reason(given)).toBe("allowed are http and https");
  });

  it.each(["", "example.org", "/path", "http://", "https://exa mple.org/"])(
    "refuses %j: not absolute",
    (given) => {
      expect(reason(given)).toBe("allowed is an absolute URL");
    },
  );

  it.each([
    "https://short.test/l/abc",
    "http://short.test/",
    "https://SHORT.test./",
    "https://short.test:443/",
    "https://user:password@short.test/",
    "http://localhost:8080/",
    "https://www.names.test/l/abc",
    "https://A.B.names.test.:443/",
  ])("refuses %s: it leads back here", (given) => {
    expect(reason(given)).toBe("allowed are URLs outside this service");
  });

  it.each([
    "https://user@example.org/",
    "https://user:password@example.org/",
    "https://:password@example.org/",
    "https://bank.example@example.org/login",
    "http:user@example.org",
  ])("refuses %s: it has user information", (given) => {
    expect(reason(given)).toBe("allowed are URLs without user information");
  });

  it("takes 2,048 characters and no more", () => {
    const base = "https://example.org/";
    const longest = base + "x".repeat(maxUrlLength - base.length);
    expect(schema.parse(longest)).toHaveLength(2048);
    expect(reason(`${longest}x`)).toBe("allowed are at most 2048 characters");
    expect(reason(base + "ä".repeat(1000))).toBe(
      "allowed are at most 2048 characters once it is percent-encoded",
    );
  });

  it.each([undefined, null, 1, {}, ["https://example.org/"]])("refuses %j: not a text", (given) => {
    expect(reason(given)).toBe("allowed is a text");
  });

  it("never lets anything else through, whatever is given", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.webUrl({ withFragments: true, withQueryParameters: true })),
        (given) => {
          const { data } = schema.safeParse(given);
          if (data === undefined) return;
          expect(data).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
          expect(data.length).toBeLessThanOrEqual(maxUrlLength);
          // A normal form is its own normal form.
          expect(schema.parse(data)).toBe(data);
        },
      ),
    );
  });
});
