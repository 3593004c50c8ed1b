import type { SynthesizedStack } from "./synthesized-stack";

/** What AWS, or the provider, takes for a name: type, attribute, rule, and the page that says so. */
type NameRule = readonly [type: string, attribute: string, rule: RegExp, page: string];

const API = "https://docs.aws.amazon.com";
const IAM = `${API}/IAM/latest/APIReference`;
const RDS = `${API}/AmazonRDS/latest/APIReference`;
const CLOUDWATCH = `${API}/AmazonCloudWatch/latest/APIReference`;
const LOGS = `${API}/AmazonCloudWatchLogs/latest/APIReference`;
/** Letters, digits and single hyphens; a letter first, no hyphen last. */
const hyphenated = (most: number) => new RegExp(`^(?=.{1,${most}}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$`);
const bounded = (least: number, most: number, characters = "\\w.-") =>
  new RegExp(`^[${characters}]{${least},${most}}$`);

const RULES: readonly NameRule[] = [
  ["aws_lb", "name", /^(?!internal-)(?!-)[a-zA-Z0-9-]{1,32}(?<!-)$/, `${API}/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html`],
  ["aws_lb_target_group", "name_prefix", /^(?!-)[a-zA-Z0-9-]{1,6}$/, "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group"],
  ["aws_iam_role", "name", bounded(1, 64, "\\w+=,.@-"), `${IAM}/API_CreateRole.html`],
  ["aws_iam_role_policy", "name", bounded(1, 128, "\\w+=,.@-"), `${IAM}/API_PutRolePolicy.html`],
  ["aws_iam_policy", "name", bounded(1, 128, "\\w+=,.@-"), `${IAM}/API_CreatePolicy.html`],
  ["aws_s3_bucket", "bucket", /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, `${API}/AmazonS3/latest/userguide/bucketnamingrules.html`],
  ["aws_dynamodb_table", "name", bounded(3, 255), `${API}/amazondynamodb/latest/APIReference/API_CreateTable.html`],
  ["aws_ecr_repository", "name", /^(?=.{2,256}$)[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/, `${API}/AmazonECR/latest/APIReference/API_CreateRepository.html`],
  ["aws_ecs_cluster", "name", bounded(1, 255, "\\w-"), `${API}/AmazonECS/latest/APIReference/API_CreateCluster.html`],
  ["aws_ecs_service", "name", bounded(1, 255, "\\w-"), `${API}/AmazonECS/latest/APIReference/API_CreateService.html`],
  ["aws_ecs_task_definition", "family", bounded(1, 255, "\\w-"), `${API}/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html`],
  ["aws_kms_alias", "name", /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/, `${API}/kms/latest/APIReference/API_CreateAlias.html`],
  ["aws_cloudwatch_log_group", "name", /^(?!aws\/)[.\-_/#A-Za-z0-9]{1,512}$/, `${LOGS}/API_CreateLogGroup.html`],
  ["aws_db_instance", "identifier", hyphenated(63), `${RDS}/API_CreateDBInstance.html`],
  ["aws_rds_cluster", "cluster_identifier", hyphenated(63), `${RDS}/API_CreateDBCluster.html`],
  ["aws_rds_cluster_instance", "identifier", hyphenated(63), `${RDS}/API_CreateDBInstance.html`],
  ["aws_db_proxy", "name", hyphenated(63), `${RDS}/API_CreateDBProxy.html`],
  ["aws_db_subnet_group", "name", /^(?!default$)[a-z0-9 ._-]{1,255}$/, `${RDS}/API_CreateDBSubnetGroup.html`],
  ["aws_elasticache_replication_group", "replication_group_id", hyphenated(40), `${API}/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html`],
  ["aws_elasticache_subnet_group", "name", bounded(1, 255, "a-zA-Z0-9-"), `${API}/AmazonElastiCache/latest/APIReference/API_CreateCacheSubnetGroup.html`],
  ["aws_sqs_queue", "name", bounded(1, 80, "\\w-"), `${API}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`],
  ["aws_sns_topic", "name", bounded(1, 256, "\\w-"), `${API}/sns/latest/api/API_CreateTopic.html`],
  ["aws_lambda_function", "function_name", bounded(1, 64, "\\w-"), `${API}/lambda/latest/api/API_CreateFunction.html`],
  ["aws_secretsmanager_secret", "name", bounded(1, 512, "\\w/+=.@-"), `${API}/secretsmanager/latest/apireference/API_CreateSecret.html`],
  ["aws_backup_vault", "name", bounded(2, 50, "\\w-"), `${API}/aws-backup/latest/devguide/API_CreateBackupVault.html`],
  ["aws_wafv2_web_acl", "name", bounded(1, 128, "\\w-"), `${API}/waf/latest/APIReference/API_CreateWebACL.html`],
  ["aws_cloudwatch_metric_alarm", "alarm_name", /^[ -~]{1,255}$/, `${CLOUDWATCH}/API_PutMetricAlarm.html`],
  ["aws_cloudwatch_composite_alarm", "alarm_name", /^[ -~]{1,255}$/, `${CLOUDWATCH}/API_PutCompositeAlarm.html`],
  ["aws_cloudwatch_dashboard", "dashboard_name", bounded(1, 255, "\\w-"), `${CLOUDWATCH}/API_PutDashboard.html`],
  ["aws_cloudwatch_query_definition", "name", /^[^\n]{1,255}$/, `${LOGS}/API_PutQueryDefinition.html`],
  ["aws_cloudwatch_event_rule", "name", bounded(1, 64), `${API}/eventbridge/latest/APIReference/API_PutRule.html`],
  ["aws_scheduler_schedule", "name", bounded(1, 64), `${API}/scheduler/latest/APIReference/API_CreateSchedule.html`],
  ["aws_scheduler_schedule_group", "name", bounded(1, 64), `${API}/scheduler/latest/APIReference/API_CreateScheduleGroup.html`],
  ["aws_opensearch_domain", "domain_name", /^[a-z][a-z0-9-]{2,27}$/, `${API}/opensearch-service/latest/APIReference/API_CreateDomain.html`],
  ["aws_kinesis_firehose_delivery_stream", "name", bounded(1, 64), `${API}/firehose/latest/APIReference/API_CreateDeliveryStream.html`],
  ["aws_synthetics_canary", "name", /^[0-9a-z_-]{1,255}$/, `${API}/AmazonSynthetics/latest/APIReference/API_CreateCanary.html`],
  ["aws_codebuild_project", "name", /^[A-Za-z0-9][A-Za-z0-9_-]{1,149}$/, `${API}/codebuild/latest/APIReference/API_CreateProject.html`],
  ["aws_codepipeline", "name", bounded(1, 100, "\\w.@-"), `${API}/codepipeline/latest/APIReference/API_PipelineDeclaration.html`],
  ["aws_codestarconnections_connection", "name", /^.{1,32}$/, `${API}/codeconnections/latest/APIReference/API_CreateConnection.html`],
  ["aws_budgets_budget", "name", /^(?!.*\/action\/)[^:\\]{1,100}$/, `${API}/aws-cost-management/latest/APIReference/API_budgets_Budget.html`],
  // Terraform adds 26 characters of its own to a prefix.
  ["aws_security_group", "name_prefix", /^(?!sg-)[a-zA-Z0-9 ._:/()#,@[\]+=&;{}!$*-]{1,229}$/, `${API}/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html`],
]; // prettier-ignore

/** Names in a stack that AWS refuses, each with the page that says why; those that Terraform makes up are left out. */
export function refusedNames(stack: SynthesizedStack): string[] {
  return RULES.flatMap(([type, attribute, rule, page]) =>
    stack.all(type).flatMap((resource) => {
      const name = resource[attribute];
      if (typeof name !== "string" || name.includes("${") || rule.test(name)) return [];
      return [`${type}.${attribute} ${name}: ${page}`];
    }),
  );
}
