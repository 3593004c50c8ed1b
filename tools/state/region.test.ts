import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stateLocation } from "../../constructs/state/state-location";
import { refuseSecondState, StateElsewhereError } from "./region";

describe("refuseSecondState", () => {
  let s3: Server;
  let answer: readonly [number, Record<string, string>];
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    s3 = createServer((request, response) => {
      asked.push(`${request.method ?? ""} ${request.url ?? ""}`);
      response.writeHead(...answer).end();
    });
    await new Promise<void>((resolve) => s3.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(s3.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIA");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await new Promise((resolve) => s3.close(resolve));
  });
  const west = stateLocation("webapp", "111111111111", "us-west-2");

  it("D6: looks for one bucket, whatever the region", () => {
    expect(stateLocation("webapp", "111111111111", "us-east-1").bucket).toBe(west.bucket);
  });

  it.each([
    ["sends on", 301],
    ["answers all the same", 200],
  ])("D6: stops where the state is in another region, and says which; S3 %s", async (_, status) => {
    answer = [status, { "x-amz-bucket-region": "us-east-1" }];
    const refused = refuseSecondState(west);
    await expect(refused).rejects.toThrow(StateElsewhereError);
    await expect(refused).rejects.toThrow(
      'is in us-east-1 (webapp-terraform-state-111111111111), not in us-west-2. Say so in the environments of this account: stateRegion: "us-east-1"',
    );
  });

  it.each([
    ["is where it should be", 200, "us-west-2"],
    ["is not there yet", 404, "us-west-2"],
  ])("D6: goes on where the state %s", async (_, status, region) => {
    answer = [status, { "x-amz-bucket-region": region }];
    await expect(refuseSecondState(west)).resolves.toBeUndefined();
    expect(asked).toEqual([expect.stringContaining(west.bucket)]);
  });

  it("D6: does not go on without an answer", async () => {
    answer = [403, {}];
    await expect(refuseSecondState(west)).rejects.toThrow();
  });
});
