import { CodestarconnectionsConnection } from "@cdktf/provider-aws/lib/codestarconnections-connection";
import { Construct } from "constructs";
import type { Location } from "../location";
import { boundedName } from "../naming";

/**
 * A connection to GitHub. AWS makes it pending; somebody completes it once in the console.
 * https://docs.aws.amazon.com/dtconsole/latest/userguide/connections-update.html
 */
export class CodeConnection extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { at }: { readonly at: Location }) {
    super(scope, id);
    this.arn = new CodestarconnectionsConnection(this, "Default", {
      name: boundedName(`${at.prefix}-github`, "connection"),
      providerType: "GitHub",
    }).arn;
  }
}
