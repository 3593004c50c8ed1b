import { AccessanalyzerAnalyzer } from "@cdktf/provider-aws/lib/accessanalyzer-analyzer";
import { Construct } from "constructs";

export interface AccessAnalysisProps {
  /** First part of the analyzers' names. */
  readonly prefix: string;
  /** Age in days from which unused access is reported; an analyzer for the whole account. @default not reported */
  readonly unusedAccessDays?: number | undefined;
}

/**
 * IAM Access Analyzer in one region: what is shared with somebody outside of the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
 */
export class AccessAnalysis extends Construct {
  constructor(scope: Construct, id: string, { prefix, unusedAccessDays }: AccessAnalysisProps) {
    super(scope, id);
    // An account has one analyzer of each kind; one that somebody has made before keeps its name.
    const lifecycle = { ignoreChanges: ["analyzer_name"] };
    new AccessanalyzerAnalyzer(this, "external", {
      analyzerName: `${prefix}-external-access`,
      type: "ACCOUNT",
      lifecycle,
    });
    if (unusedAccessDays === undefined) return;
    new AccessanalyzerAnalyzer(this, "unused", {
      analyzerName: `${prefix}-unused-access`,
      type: "ACCOUNT_UNUSED_ACCESS",
      configuration: { unusedAccess: { unusedAccessAge: unusedAccessDays } },
      lifecycle,
    });
  }
}
