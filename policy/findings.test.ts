import { describe, expect, it } from "vitest";
import { mustBeCustomerKey } from "./findings";
import { AppView } from "./stack-view";

const PATH = "kms_key_id";

/** What is wrong with a key, as another stack's queue names it. */
function judge(value: unknown): unknown {
  const app = new AppView(
    new Map([
      [
        "keys",
        {
          resource: {
            aws_kms_key: { own: {} },
            aws_kms_alias: { own: { name: "alias/own" }, aws: { name: "alias/aws/sqs" } },
            aws_vpc: { it: {} },
          },
          output: {
            key: { value: "${aws_kms_key.own.arn}" },
            vpc: { value: "${aws_vpc.it.id}" },
            chain: { value: "${data.terraform_remote_state.cross-stack-reference-input-keys.outputs.key}" },
          },
        },
      ],
      [
        "data",
        {
          data: {
            aws_kms_key: { aws: { key_id: "alias/aws/sqs" }, own: { key_id: "alias/own" } },
          },
          resource: { aws_kms_key: { local: {} }, aws_sqs_queue: { it: { [PATH]: value } } },
        },
      ],
    ]),
  );
  const [queue] = app.stack("data")?.all("aws_sqs_queue") ?? [];
  if (queue === undefined) throw new Error("no queue");
  return mustBeCustomerKey(PATH)(queue);
}

const other = (output: string) =>
  `\${data.terraform_remote_state.cross-stack-reference-input-keys.outputs.${output}}`;

describe("a customer-managed key", () => {
  it.each([
    "${aws_kms_key.local.arn}",
    "${aws_kms_key.local.key_id}",
    "${data.aws_kms_key.own.arn}",
    other("key"),
    other("chain"),
    "arn:aws:kms:us-east-1:111111111111:key/0a1b2c3d-0000-0000-0000-000000000000",
    "arn:aws:kms:us-east-1:111111111111:alias/own",
  ])("S5: is %s", (value) => {
    expect(judge(value)).toBeUndefined();
  });

  it.each([
    undefined,
    "",
    true,
    "alias/aws/sqs",
    "arn:aws:kms:us-east-1:111111111111:alias/aws/sqs",
    "${aws_kms_key.missing.arn}",
    "${data.aws_kms_key.aws.arn}",
    "${var.key}",
    other("vpc"),
    other("missing"),
    "${data.terraform_remote_state.cross-stack-reference-input-missing.outputs.key}",
  ])("S5: is not %s", (value) => {
    expect(judge(value)).toMatch(/^kms_key_id is /);
  });
});
