import { type IAspect, TerraformResource, type TerraformProvider } from "cdktf";
import type { IConstruct } from "constructs";

/** Lets every resource of a construct be created by one provider: in its region, instead of the stack's. */
export class InRegion implements IAspect {
  constructor(private readonly provider: TerraformProvider) {}

  visit(node: IConstruct): void {
    if (TerraformResource.isTerraformResource(node)) node.provider ??= this.provider;
  }
}
