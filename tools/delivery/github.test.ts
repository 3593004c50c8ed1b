import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Github, GithubError, limited, MAX_BODY, upsertComment } from "./github";
import { FakeGithub } from "./testing";

let fake: FakeGithub;
let github: Github;
beforeEach(async () => {
  fake = await FakeGithub.start();
  github = Github.fromEnvironment(fake.variables);
});
afterEach(() => fake.stop());

describe("upsertComment", () => {
  it("P1: makes one comment, and updates it afterwards", async () => {
    await github.comment(7, "from a person");
    await upsertComment(github, 7, "plan", "first");
    await upsertComment(github, 7, "plan", "second");
    expect(fake.comments.get(7)?.map(({ body }) => body)).toEqual([
      "from a person",
      "<!-- webapp-platform: plan -->\nsecond",
    ]);
    expect(fake.changes.filter((change) => change.startsWith("PATCH"))).toHaveLength(1);
  });

  it("P1: finds it behind hundreds of others", async () => {
    await upsertComment(github, 7, "plan", "first");
    const [own] = fake.comments.get(7) ?? [];
    const others = Array.from({ length: 250 }, (_, index) => ({ id: 1000 + index, body: `${index}` }));
    fake.comments.set(7, own === undefined ? others : [...others, own]);
    await upsertComment(github, 7, "plan", "second");
    expect(fake.comments.get(7)).toHaveLength(251);
    expect(fake.comments.get(7)?.at(-1)?.body).toContain("second");
  });

  it("P1: leaves comments of other kinds and other pull requests alone", async () => {
    await upsertComment(github, 7, "other", "first");
    await upsertComment(github, 8, "plan", "first");
    await upsertComment(github, 7, "plan", "second");
    expect([fake.comments.get(7)?.length, fake.comments.get(8)?.length]).toEqual([2, 1]);
  });
});

describe("limited", () => {
  it("P1: cuts what GitHub would refuse, ends an open code block, and says where the rest is", () => {
    const text = limited(`# Plan\n\n\`\`\`diff\n${"+ create aws_vpc.vpc\n".repeat(10_000)}\`\`\`\n`);
    expect(text.length).toBeLessThanOrEqual(MAX_BODY);
    expect(text.match(/^```/gm)).toHaveLength(2);
    expect(text).toMatch(/artifacts of the workflow run hold all of it\.\n$/);
  });

  it("P1: never exceeds the limit, and changes nothing that fits", () => {
    const piece = fc.constantFrom("```\n", "```diff\n", "text\n", "🚀", "\n");
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 400 }),
        fc.integer({ min: 200, max: 900 }),
        (pieces, limit) => {
          const text = pieces.join("");
          const result = limited(text, limit);
          expect(result.length).toBeLessThanOrEqual(limit);
          expect(result).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
          if (text.length <= limit) expect(result).toBe(text);
        },
      ),
    );
  });
});

describe("Github", () => {
  it("P1: says what GitHub refused", async () => {
    const stranger = Github.fromEnvironment({ ...fake.variables, GITHUB_TOKEN: "wrong" });
    await expect(stranger.comment(7, "text")).rejects.toThrow(GithubError);
    await expect(stranger.comment(7, "text")).rejects.toThrow(
      /POST issues\/7\/comments answered 404: .*Not Found/,
    );
  });

  it("P1: says which variable is missing outside of a workflow", () => {
    expect(() => Github.fromEnvironment({})).toThrow("GITHUB_API_URL is not set");
  });

  it("P1: knows both names of a renamed file", async () => {
    fake.files.push({ filename: "b.ts", previous_filename: "a.ts" }, { filename: "c.ts" });
    expect(await github.changedPaths(7)).toEqual(["a.ts", "b.ts", "c.ts"]);
  });
});
