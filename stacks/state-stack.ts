import type { Construct } from "constructs";
import { RemoteState } from "../constructs/state/remote-state";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";

/** Once per account: the remote state of all other stacks, and of itself. */
export class StateStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id, props);
    new RemoteState(this, "state", { at: props.at, location: props.state });
    this.output("bucket", props.state.bucket, "Bucket of the remote state");
    this.output("lock_table", props.state.table, "Table of the state locks");
  }
}
