import { describe, expect, it } from "vitest";
import type { EnvironmentInput } from "../../environments/config/schema";
import { MINIMAL, synthesize } from "../../tools/testing/synthesize";

const stacks = (input: Partial<EnvironmentInput> = {}) => synthesize({ test: { ...MINIMAL, ...input } });
const registry = (input: Partial<EnvironmentInput> = {}) => stacks(input).get("test-us-east-1-registry");

describe("the image repository", () => {
  it("C6: has tags that never move, scans what is pushed, and encrypts it with its own key", () => {
    const stack = registry();
    expect(stack.one("aws_ecr_repository")).toMatchObject({
      name: "webapp-test-app",
      image_tag_mutability: "IMMUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [
        { encryption_type: "KMS", kms_key: stack.reference("aws_kms_key", "repository/key", "arn") },
      ],
    });
  });

  it("C6: removes untagged images after a day, keeps what runs, and of the rest the configured number", () => {
    const stack = registry({ image: { keep: 7 } });
    const lifecycle = stack.one("aws_ecr_lifecycle_policy");
    expect(lifecycle["repository"]).toBe(stack.reference("aws_ecr_repository", undefined, "name"));
    expect(JSON.parse(String(lifecycle["policy"]))).toEqual({
      rules: [
        {
          rulePriority: 1,
          description: "Remove untagged images after a day",
          selection: {
            tagStatus: "untagged",
            countType: "sinceImagePushed",
            countUnit: "days",
            countNumber: 1,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 2,
          description: "Keep what runs",
          selection: {
            tagStatus: "tagged",
            tagPrefixList: ["in-use-"],
            countType: "imageCountMoreThan",
            countNumber: 1000,
          },
          action: { type: "expire" },
        },
        {
          rulePriority: 3,
          description: "Keep the newest 7 images",
          selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 7 },
          action: { type: "expire" },
        },
      ],
    });
  });

  it.each([true, false])(
    "P5: is deleted with its images unless deletion protection is %s",
    (deletionProtection) => {
      expect(registry({ deletionProtection }).one("aws_ecr_repository")["force_delete"]).toBe(
        !deletionProtection,
      );
    },
  );

  it("C6: has the same settings in every region: copies land in a repository that exists", () => {
    const regions = [{ name: "us-east-1" }, { name: "us-west-2" }] as const;
    const all = stacks({ regions: [...regions], image: { keep: 7 } });
    for (const { name } of regions) {
      const stack = all.get(`test-${name}-registry`);
      expect(stack.provider["region"]).toBe(name);
      expect(stack.one("aws_ecr_repository")).toMatchObject({
        name: "webapp-test-app",
        image_tag_mutability: "IMMUTABLE",
        encryption_configuration: [
          { encryption_type: "KMS", kms_key: stack.reference("aws_kms_key", "repository/key", "arn") },
        ],
      });
      expect(String(stack.one("aws_ecr_lifecycle_policy")["policy"])).toContain("Keep the newest 7 images");
    }
  });
});
