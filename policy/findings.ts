import { isExpression, isTrue, numberOf, type Resource } from "./resource";
import type { Findings } from "./rule";

/** An attribute as it stands, for a message. */
export function shown(resource: Resource, path: string): string {
  const value = resource.get(path);
  if (value === undefined || value === null) return `${path} is not set`;
  const text = JSON.stringify(value);
  return `${path} is ${text.length > 100 ? `${text.slice(0, 97)}...` : text}`;
}

/** The attribute must be true; a value known only after apply is not good enough. */
export const mustBeTrue = (path: string) => (resource: Resource) =>
  isTrue(resource.get(path)) ? undefined : shown(resource, path);

/** The attribute must be false or absent. */
export const mustNotBeTrue = (path: string) => (resource: Resource) => {
  const value = resource.get(path);
  return value === undefined || value === false || value === "false" ? undefined : shown(resource, path);
};

/** The attribute must be one of these values. */
export const mustBe =
  (path: string, ...allowed: readonly unknown[]) =>
  (resource: Resource) =>
    allowed.includes(resource.get(path)) ? undefined : shown(resource, path);

/** The attribute must be there, and not empty. */
export const mustBeSet = (path: string) => (resource: Resource) => {
  const value = resource.get(path);
  const empty =
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return empty ? shown(resource, path) : undefined;
};

/** The attribute must be a number of at least `minimum`. */
export const mustBeAtLeast = (path: string, minimum: number) => (resource: Resource) => {
  const number = numberOf(resource.get(path));
  return number !== undefined && number >= minimum ? undefined : shown(resource, path);
};

/** The attribute must be a number of at most `maximum`. */
export const mustBeAtMost = (path: string, maximum: number) => (resource: Resource) => {
  const number = numberOf(resource.get(path));
  return number !== undefined && number <= maximum ? undefined : shown(resource, path);
};

/** Everything that several checks find. */
export const every =
  (...checks: readonly ((resource: Resource) => Findings)[]) =>
  (resource: Resource) =>
    checks.flatMap((check) => check(resource) ?? []);

/** A check of only those resources that something holds for. */
export const where =
  (applies: (resource: Resource) => boolean, check: (resource: Resource) => Findings) =>
  (resource: Resource) => (applies(resource) ? check(resource) : undefined);

/** Another resource must exist that refers to this one, and pass a check itself. */
export const mustHave =
  (type: string, attribute: string, check: (other: Resource) => Findings = () => undefined) =>
  (resource: Resource): Findings => {
    const others = resource.referredToBy(type, attribute);
    return others.length === 0 ? `there is no ${type} for it` : others.flatMap((other) => check(other) ?? []);
  };

const KEY_TYPES = ["aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key", "aws_kms_alias"];
const KEY_ARN = /^arn:aws[\w-]*:kms:[\w-]+:\d{12}:(key\/[\w-]+|alias\/(?!aws\/).+)$/;

/** The attribute must name a KMS key of the customer: one made by some stack, or the ARN of one that exists. */
export const mustBeCustomerKey = (path: string) => (resource: Resource) => {
  const value = resource.get(path);
  if (typeof value !== "string" || value === "") return shown(resource, path);
  if (!isExpression(value)) return KEY_ARN.test(value) ? undefined : shown(resource, path);
  const target = resource.stack.target(value);
  if (target === undefined || !KEY_TYPES.includes(target.type)) return shown(resource, path);
  const name = target.resource?.get(target.kind === "data" ? "key_id" : "name");
  const managed = typeof name === "string" && name.includes("alias/aws/");
  return managed || target.resource === undefined ? shown(resource, path) : undefined;
};
