import { z } from "zod";
import { parseCidr } from "./cidr";

/**
 * An object that refuses unknown keys and says which keys it knows: a misspelled setting must not be
 * silently ignored.
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `unknown ${issue.keys.map((key) => `"${key}"`).join(", ")}; allowed are ${Object.keys(shape).join(", ")}`
        : undefined,
  });
}

/** Text that must match `pattern`; `allowed` completes the sentence "must be …". */
export function text(pattern: RegExp, allowed: string) {
  return z.string().regex(pattern, `must be ${allowed}`).meta({ allowed });
}

/** A part of resource names; some services refuse anything else, such as two hyphens in a row. */
export function namePart(minimum: number, maximum: number) {
  return text(
    new RegExp(`^(?=.{${minimum},${maximum}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`),
    `${minimum} to ${maximum} lower-case letters, digits and single hyphens in between`,
  );
}

/** Names become parts of resource names, target groups and log groups: short, and safe in all of them. */
export const componentName = namePart(2, 20);

export const accountId = text(/^\d{12}$/, "an AWS account id: 12 digits, in quotes");

export const cidr = z
  .string()
  .refine(
    (value) => parseCidr(value) !== undefined,
    "must be an IPv4 block without host bits, such as 10.0.0.0/16",
  )
  .meta({ allowed: "an IPv4 block such as 10.0.0.0/16" });

/**
 * Regions that are enabled in every account, and those an account has to opt in to.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
export const region = z.enum([
  "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1",
  "eu-central-1", "eu-central-2", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", "eu-south-1", "eu-south-2",
  "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
  "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
  "ap-southeast-7", "af-south-1", "il-central-1", "me-central-1", "me-south-1",
]).meta({ allowed: "an AWS region such as us-east-1" }); // prettier-ignore

/**
 * The retention times, in days, that CloudWatch Logs accepts.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const logRetentionDays = z
  .literal(RETENTION_DAYS, {
    error: `must be a number of days that CloudWatch Logs accepts: ${RETENTION_DAYS.join(", ")}`,
  })
  .meta({ allowed: "days that CloudWatch Logs accepts: 1, 3, 5, 7, 14, 30, 60, 90 … 365 … 3653" });

/** E-mail addresses, each once: a second subscription of an address would be the same resource. */
export const emails = z.array(z.email("must be an e-mail address")).check((payload) => {
  payload.value.forEach((email, index) => {
    if (payload.value.indexOf(email) < index) refuse(payload, [index], "must be named once");
  });
});

/** A whole number within inclusive bounds. */
export function whole(minimum: number, maximum: number) {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.int({ error }).min(minimum, { error }).max(maximum, { error });
}

/**
 * A rule over several fields of an object. It runs even where other fields have problems, so that all problems
 * are reported at once, but not where one of its own fields has.
 */
export function rule<T extends object>(
  fields: readonly (keyof T & string)[],
  check: (payload: z.core.ParsePayload<T>) => void,
): z.core.$ZodCheck<T> {
  const spoiled = ({ code, path }: z.core.$ZodRawIssue) =>
    path === undefined || path.length === 0
      ? code === "invalid_type"
      : fields.some((field) => field === path[0]);
  const custom = new z.core.$ZodCheck({
    check: "custom",
    when: ({ issues }) => !issues.some(spoiled),
  }) as z.core.$ZodCheck<T>;
  custom._zod.check = check;
  return custom;
}

/** Adds a problem at a path of the value that is checked. */
export function refuse(payload: z.core.ParsePayload, path: (string | number)[], message: string): void {
  payload.issues.push({ code: "custom", input: payload.value, path, message });
}
