import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";

const TYPE = "aws_secretsmanager_random_password";

/**
 * A random password of letters and digits that Terraform passes on to write-only attributes and forgets: it is
 * neither in the synthesized files, nor in a plan, nor in the state. Needs Terraform 1.11.
 * https://developer.hashicorp.com/terraform/language/manage-sensitive-data/ephemeral
 *
 * @param length in characters
 * @returns an expression for a write-only attribute
 */
export function ephemeralPassword(scope: Construct, id: string, length = 64): string {
  const stack = TerraformStack.of(scope);
  const name = `${scope.node.path.slice(stack.node.path.length + 1)}/${id}`.replace(/[^A-Za-z0-9]+/g, "_");
  // cdktf knows resources and data sources, but no ephemeral ones.
  stack.addOverride(`ephemeral.${TYPE}.${name}`, { password_length: length, exclude_punctuation: true });
  return `\${ephemeral.${TYPE}.${name}.random_password}`;
}
