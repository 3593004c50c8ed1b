import type { z } from "zod";
import type { region } from "./values";

const row = (region: string, ...numbers: readonly number[]) =>
  numbers.map((number) => `${region}-az${number}`);

/**
 * The zones of each region that run Fargate tasks, by zone id, which names the same place in every account. An
 * environment takes the first ones of its region, for good: a zone that AWS adds or closes moves no subnet. A row only
 * grows at its end, and so does the table: address blocks follow from the order of the regions. As AWS's pages said on 2026-11-30.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
export const ZONES: Readonly<Record<z.output<typeof region>, readonly string[]>> = {
  "us-east-1": row("use1", 1, 2, 4, 5, 6),
  "us-east-2": row("use2", 1, 2, 3),
  "us-west-1": row("usw1", 1, 3),
  "us-west-2": row("usw2", 1, 2, 3, 4),
  "ca-central-1": row("cac1", 1, 2, 4),
  "ca-west-1": row("caw1", 1, 2, 3),
  "mx-central-1": row("mxc1", 1, 2, 3),
  "sa-east-1": row("sae1", 1, 2, 3),
  "eu-central-1": row("euc1", 1, 2, 3),
  "eu-central-2": row("euc2", 1, 2, 3),
  "eu-west-1": row("euw1", 1, 2, 3),
  "eu-west-2": row("euw2", 1, 2, 3),
  "eu-west-3": row("euw3", 1, 2, 3),
  "eu-north-1": row("eun1", 1, 2, 3),
  "eu-south-1": row("eus1", 1, 2, 3),
  "eu-south-2": row("eus2", 1, 2, 3),
  "ap-east-1": row("ape1", 1, 2, 3),
  "ap-east-2": row("ape2", 1, 2, 3),
  "ap-northeast-1": row("apne1", 1, 2, 4),
  "ap-northeast-2": row("apne2", 1, 2, 3, 4),
  "ap-northeast-3": row("apne3", 1, 2, 3),
  "ap-south-1": row("aps1", 1, 2, 3),
  "ap-south-2": row("aps2", 1, 2, 3),
  "ap-southeast-1": row("apse1", 1, 2, 3),
  "ap-southeast-2": row("apse2", 1, 2, 3),
  "ap-southeast-3": row("apse3", 1, 2, 3),
  "ap-southeast-4": row("apse4", 1, 2, 3),
  "ap-southeast-5": row("apse5", 1, 2, 3),
  "ap-southeast-6": row("apse6", 1, 2, 3),
  "ap-southeast-7": row("apse7", 1, 2, 3),
  "af-south-1": row("afs1", 1, 2, 3),
  "il-central-1": row("ilc1", 1, 2, 3),
  "me-central-1": row("mec1", 1, 2, 3),
  "me-south-1": row("mes1", 1, 2, 3),
};

/**
 * Old zones without Fargate, or without database proxies and newer instance classes.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html#rds-proxy.limitations
 */
const INCOMPLETE_ZONES: readonly string[] = ["apne1-az3", "use1-az3", "usw1-az2"];

/** What is wrong with a zone that a region's configuration names; undefined where nothing is. */
export function zoneProblem(region: keyof typeof ZONES, zone: string): string | undefined {
  const [prefix] = ZONES[region][0]?.split("-") ?? [];
  const known = `such as ${ZONES[region].join(", ")}`;
  if (!zone.startsWith(`${prefix ?? ""}-`)) return `must be zones of ${region}, ${known}; ${zone} is not`;
  if (INCOMPLETE_ZONES.includes(zone)) return `must be zones that run everything, ${known}; ${zone} does not`;
  return undefined;
}
