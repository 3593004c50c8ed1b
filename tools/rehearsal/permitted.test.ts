import { describe, expect, it } from "vitest";
import type { Statement } from "../../constructs/security/policy-document";
import { permitted } from "./permitted";

const statements: Statement[] = [{ sid: "Read", actions: ["ec2:DescribeVpcs"], resources: ["*"] }];

/** An emulator that is asked for operations, as `service:operation`. */
function emulator(...asked: string[]) {
  const counts = new Map<string, number>();
  const ask = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  asked.forEach(ask);
  const requests = () =>
    Promise.resolve(
      [...counts].map(([name, count]) => {
        const [service = "", operation = ""] = name.split(":");
        return { service, operation, count };
      }),
    );
  return { ask, requests };
}

describe("permitted", () => {
  it("S2: passes on the result of what a role may do", async () => {
    const aws = emulator();
    const result = permitted(aws, "plan", statements, () => {
      aws.ask("ec2:DescribeVpcs");
      return Promise.resolve("done");
    });
    await expect(result).resolves.toBe("done");
  });

  it("S2: refuses what it may not do", async () => {
    const aws = emulator("ec2:DeleteVpc");
    const refused = permitted(aws, "plan", statements, () => {
      aws.ask("ec2:DescribeVpcs");
      aws.ask("ec2:DeleteVpc");
      return Promise.resolve();
    });
    await expect(refused).rejects.toThrow(/the plan role is not allowed .*: ec2:DeleteVpc\./);
  });

  it("S2: does not count what was done before", async () => {
    const aws = emulator("ec2:DeleteVpc", "ec2:DescribeVpcs");
    await expect(permitted(aws, "plan", statements, () => Promise.resolve(1))).resolves.toBe(1);
  });
});
