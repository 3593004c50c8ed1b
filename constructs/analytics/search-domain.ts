import {
  OpensearchDomain,
  type OpensearchDomainClusterConfig,
} from "@cdktf/provider-aws/lib/opensearch-domain";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import type { Location } from "../location";
import { logGroup } from "../monitoring/log-group";
import { policyDocument } from "../security/policy-document";
import { domainArn, domainName } from "./names";

export interface SearchDomainProps {
  readonly at: Location;
  /** Such as `OpenSearch_2.19`. */
  readonly engineVersion: string;
  /** Instance type, number, and volume in GiB of the data nodes; a multiple of the zones. */
  readonly nodeType: string;
  readonly nodes: number;
  readonly volumeGiB: number;
  /** Zones that the data nodes are spread over, 1–3. */
  readonly zones: number;
  /** Nodes that lead the cluster and hold no data: 0, 3 or 5. */
  readonly masters: number;
  readonly masterType: string;
  /** Private subnets, one per zone, of which the first are used. */
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** Hour of the day, in UTC, from which AWS may update the domain for ten hours. */
  readonly updateHour: number;
  /** Key that encrypts everything that is stored. */
  readonly keyArn: string;
  /** Role that sets the domain up, the only one that may do everything in it. */
  readonly masterRoleArn: string;
  /** Further roles that may send requests; what each may do is set up inside of the domain. */
  readonly clientRoleArns: readonly string[];
  /** Key that encrypts the domain's own logs, and how long they are kept, in days. */
  readonly logKeyArn: string;
  readonly logRetentionDays: number;
}

/** Logs of the domain itself, by the end of their log group's name. */
const LOGS = {
  application: "ES_APPLICATION_LOGS",
  audit: "AUDIT_LOGS",
  "slow-searches": "SEARCH_SLOW_LOGS",
  "slow-indexing": "INDEX_SLOW_LOGS",
} as const;

/** Every method of HTTP that a client may use; the domain's own roles decide what for. */
const REQUESTS = [
  "es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut",
] as const; // prettier-ignore

/**
 * An OpenSearch domain in private subnets. Whoever connects has an IAM role; there is no user and no password in it.
 * It is made in about twenty minutes, and lives on its own.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html
 */
export class SearchDomain extends Construct {
  readonly arn: string;
  /** Host name inside of the VPC. */
  readonly endpoint: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SearchDomainProps,
  ) {
    super(scope, id);
    const { at, subnetIds, securityGroupId, zones, keyArn } = props;
    const domain = new OpensearchDomain(this, "Default", {
      domainName: domainName(at),
      engineVersion: props.engineVersion,
      clusterConfig: this.cluster(),
      ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: props.volumeGiB },
      vpcOptions: { subnetIds: subnetIds.slice(0, zones), securityGroupIds: [securityGroupId] },
      encryptAtRest: { enabled: true, kmsKeyId: keyArn },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
      advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: false,
        anonymousAuthEnabled: false,
        masterUserOptions: { masterUserArn: props.masterRoleArn },
      },
      accessPolicies: policyDocument({
        sid: "Clients",
        principals: { aws: [props.masterRoleArn, ...props.clientRoleArns] },
        actions: REQUESTS,
        resources: [`${domainArn(at)}/*`],
      }),
      logPublishingOptions: this.logs(),
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      offPeakWindowOptions: {
        enabled: true,
        offPeakWindow: { windowStartTime: { hours: props.updateHour, minutes: 0 } },
      },
    });
    if (!this.survives) {
      suppress(
        domain,
        "search-nodes",
        "The environment decides how much it is worth that logs can be searched.",
      );
    }
    this.arn = domain.arn;
    this.endpoint = domain.endpoint;
  }

  private cluster(): OpensearchDomainClusterConfig {
    const { nodeType, nodes, zones, masters, masterType } = this.props;
    return {
      instanceType: nodeType,
      instanceCount: nodes,
      zoneAwarenessEnabled: zones > 1,
      ...(zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: zones } }),
      dedicatedMasterEnabled: masters > 0,
      ...(masters > 0 && { dedicatedMasterCount: masters, dedicatedMasterType: masterType }),
    };
  }

  /** Whether the loss of a node or a zone changes nothing. */
  private get survives(): boolean {
    const { nodes, zones, masters } = this.props;
    return nodes >= 3 && zones > 1 && masters >= 3;
  }

  /**
   * Log groups, which the domain may write as `LogWriters` permits.
   * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createdomain-configure-slow-logs.html
   */
  private logs() {
    const { at, logKeyArn: keyArn, logRetentionDays: retentionDays } = this.props;
    return Object.entries(LOGS).map(([name, logType]) => ({
      logType,
      cloudwatchLogGroupArn: logGroup(this, `${name}-log`, {
        name: `/${at.prefix}/search/${name}`,
        keyArn,
        retentionDays,
      }).arn,
    }));
  }
}
