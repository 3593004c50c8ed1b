import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtImages } from "../environments/config/images";
import { describeImages } from "../images/describe";
import { container } from "../tools/testing/containers";
import { examples } from "../tools/testing/shipped";
import { synthesizeWith } from "../tools/testing/synthesize";

const project = join(__dirname, "..");

describe("the examples", () => {
  it("C8: are there", () => {
    expect(examples().map(({ name }) => name)).toContain("hello");
  });

  it.each(examples())("C8: $name is synthesized with the image that its directory describes", (example) => {
    const [[, build]] = builtImages(example) as [ReturnType<typeof builtImages>[number]];
    const image = describeImages(project)(build, example.image.architecture);

    const stack = synthesizeWith([example], image).get(`${example.name}-us-east-1-service`);

    const { image: pulled } = container(stack, "web");
    expect(pulled).toMatch(new RegExp(`:${image.tag}$`));
    expect(image.tag).toMatch(/^[0-9a-f]{16}-arm64$/);
  });
});
