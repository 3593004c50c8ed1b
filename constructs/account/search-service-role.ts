import { IamServiceLinkedRole } from "@cdktf/provider-aws/lib/iam-service-linked-role";
import { Construct } from "constructs";

/**
 * The role with which OpenSearch Service makes its interfaces in a VPC. An account has one, whoever needs it first;
 * other services make theirs by themselves, this one only in the console.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr-aos.html
 */
export class SearchServiceRole extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new IamServiceLinkedRole(this, "Default", { awsServiceName: "opensearchservice.amazonaws.com" });
  }
}
