import { setTimeout as sleep } from "node:timers/promises";
import { DescribeImageScanFindingsCommand, ECRClient } from "@aws-sdk/client-ecr";
import { awsClient } from "../aws/client";
import type { Environment } from "../../environments/config/schema";
import { ExpectedError } from "../cli/expected-error";
import type { Say } from "../cli/stages";
import { imagesOf } from "./built-image";

/** The image has known vulnerabilities that the environment does not accept, or could not be scanned. */
export class ImageScanError extends ExpectedError {
  override readonly name = "ImageScanError";
}

export interface Finding {
  /** Such as `CVE-2024-1234`. */
  readonly name: string;
  readonly severity: string;
}

export interface ScanResult {
  /** Findings that are severe enough to stop, but were accepted. */
  readonly accepted: readonly Finding[];
  /** Number of findings, by severity. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  readonly say?: Say;
  /** How long to wait for the scan, in milliseconds. @default 10 minutes */
  readonly withinMs?: number;
  /** Time between two looks, in milliseconds. @default 3 seconds */
  readonly everyMs?: number;
}

/** From the most severe; what ECR calls UNDEFINED or UNTRIAGED comes last. */
const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"];

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html */
const NO_RESULT = [
  "FAILED",
  "UNSUPPORTED_IMAGE",
  "SCAN_ELIGIBILITY_EXPIRED",
  "FINDINGS_UNAVAILABLE",
  "LIMIT_EXCEEDED",
];

/**
 * Waits for the scans that ECR makes of every pushed image, and holds their findings against what the environment
 * accepts.
 *
 * @throws {ImageScanError} with the findings that stop a deployment
 */
export async function checkScans(
  environment: Environment,
  options: ScanOptions & { readonly project: string },
): Promise<ScanResult> {
  const results: ScanResult[] = [];
  for (const { repository, tag } of imagesOf(environment, options.project)) {
    const image = { repositoryName: repository, imageId: { imageTag: tag } };
    results.push(await checkScan(environment, image, options));
  }
  return {
    accepted: results.flatMap(({ accepted }) => accepted),
    counts: sum(results.map(({ counts }) => counts)),
  };
}

interface PushedImage {
  readonly repositoryName: string;
  readonly imageId: { readonly imageTag: string };
}

/** The same for one image. */
export async function checkScan(
  { regions, delivery }: Environment,
  image: PushedImage,
  { signal, say = () => undefined, withinMs = 600_000, everyMs = 3000 }: ScanOptions,
): Promise<ScanResult> {
  const { failOn, accept } = delivery.imageScan;
  const ecr = awsClient(ECRClient, { region: regions[0]?.name ?? "us-east-1" });
  const until = Date.now() + withinMs;
  try {
    let findings = await findingsOf(ecr, image);
    while (!Array.isArray(findings)) {
      signal?.throwIfAborted();
      say(findings.status.toLowerCase());
      const where = `${image.repositoryName}:${image.imageId.imageTag}`;
      const failed = NO_RESULT.includes(findings.status);
      if (failed && failOn === "none") return { accepted: [], counts: {} };
      if (failed)
        throw new ImageScanError(`${where} could not be scanned: ${findings.status} ${findings.reason}`);
      if (Date.now() > until) {
        throw new ImageScanError(`${where} was not scanned within ${withinMs / 1000} s: ${findings.status}`);
      }
      await sleep(everyMs, undefined, { signal });
      findings = await findingsOf(ecr, image);
    }
    return judge(findings, failOn, accept, image.repositoryName);
  } finally {
    ecr.destroy();
  }
}

/** @throws {ImageScanError} */
export function judge(
  findings: readonly Finding[],
  failOn: string,
  accept: Readonly<Record<string, string>>,
  repository: string,
): ScanResult {
  const limit = SEVERITIES.indexOf(failOn);
  const severe = findings.filter(({ severity }) => {
    const rank = SEVERITIES.indexOf(severity);
    return rank !== -1 && rank <= limit;
  });
  const refused = severe.filter((finding) => !(finding.name in accept));
  if (refused.length > 0) {
    throw new ImageScanError(
      [
        `The image in ${repository} has ${refused.length} known ${refused.length === 1 ? "vulnerability" : "vulnerabilities"} of severity ${failOn} or above:`,
        ...refused.map((finding) => `  ${finding.severity.padEnd(8)} ${finding.name}`),
        "Update what contains them (a newer base image, newer packages), or accept one with a reason in `delivery.imageScan.accept`.",
      ].join("\n"),
    );
  }
  return { accepted: severe, counts: sum(findings.map(({ severity }) => ({ [severity]: 1 }))) };
}

function sum(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [severity, count] of all.flatMap(Object.entries<number>))
    total[severity] = (total[severity] ?? 0) + count;
  return total;
}

async function findingsOf(
  ecr: ECRClient,
  image: PushedImage,
): Promise<Finding[] | { status: string; reason: string }> {
  const found: Finding[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const answer = await ecr.send(
        new DescribeImageScanFindingsCommand({ ...image, ...(nextToken !== undefined && { nextToken }) }),
      );
      const { status = "PENDING", description = "" } = answer.imageScanStatus ?? {};
      // ACTIVE: enhanced scanning, which goes on for as long as the image exists.
      if (status !== "COMPLETE" && status !== "ACTIVE") return { status, reason: description };
      const { findings = [], enhancedFindings = [] } = answer.imageScanFindings ?? {};
      for (const { name = "", severity = "UNDEFINED" } of findings) found.push({ name, severity });
      for (const {
        packageVulnerabilityDetails: details,
        title = "",
        severity = "UNDEFINED",
      } of enhancedFindings)
        found.push({ name: details?.vulnerabilityId ?? title, severity });
      nextToken = answer.nextToken;
    } while (nextToken !== undefined);
    return found;
  } catch (error) {
    if ((error as Error).name === "ScanNotFoundException") return { status: "PENDING", reason: "" };
    throw error;
  }
}
