import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { expect, it } from "vitest";
import { keyDescribedAs } from "./existing";

/** KMS with these keys, of which those without a description may not be described. */
function kmsWith(keys: Readonly<Record<string, string | Error>>): KMSClient {
  const kms = new KMSClient({ region: "us-east-1" });
  kms.send = ((command: unknown) => {
    if (!(command instanceof DescribeKeyCommand)) {
      return Promise.resolve({ Keys: Object.keys(keys).map((KeyId) => ({ KeyId })) });
    }
    const found = keys[command.input.KeyId ?? ""];
    return found instanceof Error
      ? Promise.reject(found)
      : Promise.resolve({ KeyMetadata: { KeyState: "Enabled", Description: found } });
  }) as KMSClient["send"];
  return kms;
}

const named = (name: string) => Object.assign(new Error(name), { name });

it("P6: given a key that nobody here may describe, looks at the others", async () => {
  const kms = kmsWith({ foreign: named("AccessDeniedException"), other: "of somebody", own: "state" });
  expect(await keyDescribedAs("state", kms)).toBe("own");
  expect(await keyDescribedAs("nothing", kms)).toBeUndefined();
});

it("P6: given another error, says so", async () => {
  const kms = kmsWith({ foreign: named("ThrottlingException"), own: "state" });
  await expect(keyDescribedAs("state", kms)).rejects.toThrow("ThrottlingException");
});
