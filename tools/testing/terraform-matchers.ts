import { Testing } from "cdktf";
import { expect } from "vitest";

interface TerraformClass {
  readonly tfResourceType: string;
}

/** Attributes under Terraform's names; values may be asymmetric, such as `expect.stringContaining`. */
type Properties = Readonly<Record<string, unknown>>;

declare module "vitest" {
  // Named as vitest names it, or the declarations would not be merged.
  interface Assertion<T> {
    /** Whether the JSON of `Testing.synthScope` holds a resource of a class. */
    toHaveResource(resource: TerraformClass): T;
    /** Whether it holds a resource of a class that has at least these attributes. */
    toHaveResourceWithProperties(resource: TerraformClass, properties: Properties): T;
    toHaveDataSource(source: TerraformClass): T;
    toHaveDataSourceWithProperties(source: TerraformClass, properties: Properties): T;
  }
}

// cdktf's matchers are made for Jest, which has `expect` globally: https://developer.hashicorp.com/terraform/cdktf/test/unit-tests
Object.assign(globalThis, { expect });
Testing.setupJest();
