import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  AccessAnalyzerClient,
  type Type as AnalyzerType,
  paginateListAnalyzers,
} from "@aws-sdk/client-accessanalyzer";
import { CloudTrailClient, GetTrailCommand } from "@aws-sdk/client-cloudtrail";
import { GuardDutyClient, ListDetectorsCommand } from "@aws-sdk/client-guardduty";
import {
  GetAccountPasswordPolicyCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import {
  DescribeHubCommand,
  paginateGetEnabledStandards,
  paginateListFindingAggregators,
  SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import { awsClient } from "../aws/client";
import { answer, type Import } from "../state/existing";

type Attributes = Readonly<Record<string, unknown>>;

/** A resource of which an account or region has one, with whatever name it was given. */
interface Sought {
  readonly region: string;
  readonly account: string;
  readonly attributes: Attributes;
}

/** How to find out what Terraform would import, by resource type. */
const LOOKUPS: Readonly<Record<string, (sought: Sought) => Promise<string | undefined>>> = {
  aws_guardduty_detector: async ({ region }) => {
    const { DetectorIds } = await awsClient(GuardDutyClient, { region }).send(new ListDetectorsCommand({}));
    return DetectorIds?.[0];
  },
  aws_securityhub_account: async ({ region, account }) =>
    (await hubOf(region)) === undefined ? undefined : account,
  aws_securityhub_standards_subscription: async ({ region, attributes }) => {
    if ((await hubOf(region)) === undefined) return undefined;
    const client = awsClient(SecurityHubClient, { region });
    for await (const { StandardsSubscriptions } of paginateGetEnabledStandards({ client }, {})) {
      const found = StandardsSubscriptions?.find(
        ({ StandardsArn }) => StandardsArn === attributes["standards_arn"],
      );
      if (found !== undefined) return found.StandardsSubscriptionArn;
    }
    return undefined;
  },
  aws_securityhub_finding_aggregator: async ({ region }) => {
    if ((await hubOf(region)) === undefined) return undefined;
    const client = awsClient(SecurityHubClient, { region });
    for await (const { FindingAggregators } of paginateListFindingAggregators({ client }, {})) {
      const [first] = FindingAggregators ?? [];
      if (first !== undefined) return first.FindingAggregatorArn;
    }
    return undefined;
  },
  aws_accessanalyzer_analyzer: async ({ region, attributes }) => {
    const client = awsClient(AccessAnalyzerClient, { region });
    const type = attributes["type"] as AnalyzerType;
    for await (const { analyzers } of paginateListAnalyzers({ client }, { type })) {
      const [first] = analyzers ?? [];
      if (first !== undefined) return first.name;
    }
    return undefined;
  },
  aws_cloudtrail: async ({ region, attributes }) => {
    const client = awsClient(CloudTrailClient, { region });
    const found = await answer(() => client.send(new GetTrailCommand({ Name: String(attributes["name"]) })));
    return found?.Trail?.TrailARN;
  },
  aws_iam_openid_connect_provider: async ({ region, attributes }) => {
    const issuer = String(attributes["url"]).replace("https://", "");
    const { OpenIDConnectProviderList } = await awsClient(IAMClient, { region }).send(
      new ListOpenIDConnectProvidersCommand({}),
    );
    return OpenIDConnectProviderList?.find(({ Arn }) => Arn?.endsWith(`:oidc-provider/${issuer}`))?.Arn;
  },
  aws_iam_service_linked_role: async ({ region, attributes }) => {
    const client = awsClient(IAMClient, { region });
    const PathPrefix = `/aws-service-role/${String(attributes["aws_service_name"])}/`;
    const { Roles } = await client.send(new ListRolesCommand({ PathPrefix }));
    return Roles?.[0]?.Arn;
  },
  aws_iam_account_password_policy: async ({ region }) => {
    const client = awsClient(IAMClient, { region });
    const found = await answer(() => client.send(new GetAccountPasswordPolicyCommand({})));
    return found && "iam-account-password-policy";
  },
};

/** Security Hub's answer where it is enabled; it refuses to say anything where it is not. */
async function hubOf(region: string): Promise<object | undefined> {
  try {
    return await awsClient(SecurityHubClient, { region }).send(new DescribeHubCommand({}));
  } catch (error) {
    // https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
    if (["InvalidAccessException", "ResourceNotFoundException"].includes((error as Error).name))
      return undefined;
    throw error;
  }
}

interface Document {
  readonly provider: { readonly aws: readonly { readonly alias?: string; readonly region: string }[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

/**
 * What somebody has set up in the account before, of that which may exist only once. Settings (public access block,
 * encryption by default) are not among it: they are written, whatever they were.
 *
 * @param directory the synthesized baseline stack, which knows addresses and regions
 */
export async function existingBaseline(directory: string, account: string): Promise<Import[]> {
  const { provider, resource } = JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) as Document;
  const regionOf = ({ provider: used }: Attributes) =>
    provider.aws.find(({ alias }) => (alias === undefined ? used === undefined : used === `aws.${alias}`))
      ?.region ?? "";
  const found = await Promise.all(
    Object.entries(LOOKUPS).flatMap(([type, look]) =>
      Object.entries(resource[type] ?? {}).map(async ([name, attributes]) => {
        const id = await look({ region: regionOf(attributes), account, attributes });
        return id === undefined ? [] : [{ to: `${type}.${name}`, id }];
      }),
    ),
  );
  return found.flat();
}
