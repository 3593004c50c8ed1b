import { z } from "zod";
import { refuse, text } from "./values";

/** Keys of the tags that the platform gives to resources itself. */
export const OWN_TAGS = ["Environment", "ManagedBy", "Name", "Project", "Tier"] as const;

/**
 * Tags of one's own on a resource: Route 53 takes ten on a hosted zone, the fewest of all services used here, and four
 * of them are the platform's.
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeTagsForResource.html
 */
const MOST = 6;

/**
 * What every service takes: Synthetics, GuardDuty and Security Hub know no spaces and no `@` in keys.
 * https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_TagResource.html
 */
const key = text(
  /^(?!aws:)[A-Za-z0-9_.:/=+-]{1,128}$/i,
  "1 to 128 letters, digits and . : / = + - _, not beginning with aws:",
);

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
const value = text(
  /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/iu,
  "at most 256 letters, digits, spaces and . : / = + - _ @, not beginning with aws:",
);

/** Tags of every resource. IAM takes no two keys that differ in case alone. */
export const tags = z
  .record(key, value)
  .default({})
  .check((payload) => {
    const given = Object.keys(payload.value);
    const same = (one: string) => (other: string) => one.toLowerCase() === other.toLowerCase();
    given.forEach((name, index) => {
      const own = OWN_TAGS.find(same(name));
      const earlier = given.slice(0, index).find(same(name));
      if (own !== undefined) refuse(payload, [name], `must have another key: the platform sets ${own}`);
      else if (earlier !== undefined) {
        refuse(
          payload,
          [name],
          `must differ from "${earlier}" in more than case: IAM takes only one of them`,
        );
      }
    });
    if (given.length > MOST) {
      refuse(
        payload,
        [],
        `must be at most ${MOST} tags: Route 53 takes ten, of which four are the platform's`,
      );
    }
  })
  .describe(
    `Further tags of every resource, at most ${MOST}, besides Project, Environment, ManagedBy and Name.`,
  );
