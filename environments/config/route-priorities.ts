import { createHash } from "node:crypto";
import { overlap } from "./path-patterns";
import { refuse, rule } from "./values";

/** Below are numbers for those who state them. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
const FIRST = 1001;
const LAST = 50_000;

interface Routed {
  readonly route?: { readonly paths: readonly string[]; readonly priority?: number | undefined } | undefined;
}

/**
 * The number of a service's listener rule: the one that is stated, or one that follows from the service's name. It does
 * not depend on other services, so adding, removing and reordering them moves no rule.
 */
export function priorityOf(name: string, { route }: Routed): number {
  const hash = createHash("sha256").update(name).digest().readUInt32BE(0);
  return route?.priority ?? FIRST + (hash % (LAST - FIRST + 1));
}

/** Rules are asked by number: two can't have one, and where two match a path it must be said which comes first. */
export const prioritiesDiffer = rule<{ readonly services: Readonly<Record<string, Routed>> }>(
  ["services"],
  (payload) => {
    const routed = Object.entries(payload.value.services).filter(([, { route }]) => route?.paths.length);
    routed.forEach(([name, service], index) => {
      const path = ["services", name, "route", "priority"];
      for (const [other, earlier] of routed.slice(0, index)) {
        const number = priorityOf(name, service);
        if (number === priorityOf(other, earlier)) {
          refuse(payload, path, `must differ from that of services.${other}, which is ${number} too`);
        }
        if (service.route?.priority !== undefined && earlier.route?.priority !== undefined) continue;
        const pairs = (service.route?.paths ?? []).flatMap((a) =>
          (earlier.route?.paths ?? []).filter((b) => overlap(a, b)).map((b) => `${a} and ${b}`),
        );
        const [pair] = pairs;
        if (pair === undefined) continue;
        const message = `must be stated here and in services.${other}.route, the lower number for the service that is asked first: some paths match both ${pair}`;
        refuse(payload, path, message);
      }
    });
  },
);
