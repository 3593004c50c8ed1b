import { z } from "zod";
import { logRetentionDays, refuse, rule, section, text, whole } from "./values";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = `(?:${LABEL}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]`;

/** Limits: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html */
const hostName = text(
  new RegExp(`^(?=.{1,253}$)${HOST}$`),
  "a domain name in lower case, such as app.example.com",
);

const coveredName = text(
  new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${HOST}$`),
  "a domain name in lower case, such as www.example.com or *.example.com",
);

/**
 * A certificate holds ten names unless AWS raises the quota.
 * https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
 */
const CERTIFICATE_NAMES = 10;

/** The names under which an environment answers, the zone that holds them, and how regions share them. */
export const domain = section({
  name: hostName.describe("Where the application answers."),
  alternativeNames: z
    .array(coveredName)
    .default([])
    .describe(
      "Further names, on the same certificate and with records of their own; *.… for all of a level.",
    ),
  zone: section({
    name: hostName.optional().describe("Name of the hosted zone. Default: the domain's own name."),
    create: z
      .boolean()
      .default(true)
      .describe(
        "Whether the zone is created, to be delegated to by hand; otherwise it exists already, in the same account.",
      ),
    queryLogDays: logRetentionDays
      .optional()
      .describe("How long the log of DNS queries is kept, in days. Default: as long as logs.retentionDays."),
  }).prefault({}),
  routing: z
    .enum(["failover", "latency"])
    .default("failover")
    .describe(
      "With several regions: all requests to the first one that is healthy, or each to the nearest one that is.",
    ),
  healthCheck: section({
    path: text(/^\/[!-~]{0,254}$/, 'a path that starts with "/", at most 255 characters')
      .optional()
      .describe(
        "Answers 2xx or 3xx while a region can serve. Default: route.healthCheck.path of the service that gets all other requests.",
      ),
    writerPath: text(/^\/[!-~]{0,254}$/, 'a path that starts with "/", at most 255 characters')
      .optional()
      .describe(
        "Answers 2xx or 3xx while a region's database takes writes. Asked instead of path where requests shall follow a replicated database: in its primary region, with latency routing in all. Required there.",
      ),
    intervalSeconds: z
      .literal([10, 30], { error: "must be 30, or 10 at a higher price" })
      .default(30)
      .describe("Time between two requests of one checker; there are about 15 around the world."),
    failureThreshold: whole(1, 10)
      .default(3)
      .describe("Checks in a row after which a region counts as failed, or as healthy again."),
  }).prefault({}),
}).check(
  rule(["name", "alternativeNames", "zone"], (payload) => {
    const { name, alternativeNames, zone } = payload.value;
    const zoneName = zone.name ?? name;
    const names = [name, ...alternativeNames];
    if (names.length > CERTIFICATE_NAMES) {
      refuse(
        payload,
        ["alternativeNames"],
        `must be at most ${CERTIFICATE_NAMES - 1}: a certificate holds no more`,
      );
    }
    names.forEach((one, index) => {
      const path = index === 0 ? ["name"] : ["alternativeNames", index - 1];
      if (one !== zoneName && !one.endsWith(`.${zoneName}`)) {
        refuse(payload, path, `must lie in the zone ${zoneName} (domain.zone.name)`);
      }
      if (names.indexOf(one) < index) refuse(payload, path, "must not be named twice");
    });
  }),
);
