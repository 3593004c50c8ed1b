import { mustBeCustomerKey } from "../findings";
import { rules } from "../rule";

export const messageRules = rules(
  {
    id: "queue-customer-key",
    title: "Messages are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_sqs_queue"],
    rationale: "With SQS's own keys, whoever may receive a message needs no permission for a key.",
    fix: "Set kms_master_key_id, as MessageQueue does.",
    controls: ["SQS.1", "CKV_AWS_27", "CKV2_AWS_73", "AVD-AWS-0096", "AVD-AWS-0135"],
    check: mustBeCustomerKey("kms_master_key_id"),
  },
  {
    id: "topic-customer-key",
    title: "Notices are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_sns_topic"],
    rationale:
      "CloudWatch, EventBridge and Budgets can publish to a topic with a customer key only, besides one without.",
    fix: "Set kms_master_key_id.",
    controls: ["SNS.1", "CKV_AWS_26", "AVD-AWS-0095", "AVD-AWS-0136"],
    check: mustBeCustomerKey("kms_master_key_id"),
  },
  {
    id: "delivery-stream-customer-key",
    title: "Delivery streams are encrypted with a customer-managed KMS key.",
    severity: "medium",
    types: ["aws_kinesis_firehose_delivery_stream"],
    rationale: "Records wait in the stream until they are delivered.",
    fix: "Set server_side_encryption with enabled, key_type CUSTOMER_MANAGED_CMK and key_arn.",
    controls: ["DataFirehose.1", "CKV_AWS_240", "CKV_AWS_241"],
    check: (stream) =>
      stream.get("server_side_encryption.enabled") === true &&
      stream.get("server_side_encryption.key_type") === "CUSTOMER_MANAGED_CMK"
        ? mustBeCustomerKey("server_side_encryption.key_arn")(stream)
        : "server_side_encryption is not enabled with a key of type CUSTOMER_MANAGED_CMK",
  },
);
