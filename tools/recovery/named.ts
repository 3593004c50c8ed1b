import type { SynthesizedResource } from "./synthesized";

/**
 * What `terraform import` calls a resource that is known by its name or by what it belongs to. Types that are left
 * out are found by their tags, or are settings that may be written again.
 */
const IMPORT_IDS: Readonly<Record<string, string>> = {
  aws_appautoscaling_policy: "<service_namespace>/<resource_id>/<scalable_dimension>/<name>",
  aws_appautoscaling_target: "<service_namespace>/<resource_id>/<scalable_dimension>",
  aws_cloudwatch_log_group: "<name>",
  aws_db_instance: "<identifier>",
  aws_db_subnet_group: "<name>",
  aws_ecr_lifecycle_policy: "<repository>",
  aws_ecr_repository: "<name>",
  aws_ecs_cluster: "<name>",
  aws_ecs_cluster_capacity_providers: "<cluster_name>",
  aws_ecs_service: "<cluster>/<name>",
  aws_elasticache_replication_group: "<replication_group_id>",
  aws_elasticache_subnet_group: "<name>",
  aws_iam_role: "<name>",
  aws_iam_role_policy: "<role>:<name>",
  aws_kms_alias: "<name>",
  aws_lambda_function: "<function_name>",
  aws_rds_cluster: "<cluster_identifier>",
  aws_rds_cluster_instance: "<identifier>",
  aws_route: "<route_table_id>_<destination_cidr_block>",
  aws_route_table_association: "<subnet_id>/<route_table_id>",
  aws_s3_bucket: "<bucket>",
};

const REFERENCE = /\$\{(aws_\w+\.[\w-]+)\.\w+\}/g;

/**
 * The import id of a resource by its name.
 *
 * @param known address → id of what is in the state, for references to it
 * @returns undefined where the type has none, or where it refers to something that is not in the state
 */
export function namedId(
  { type, attributes }: SynthesizedResource,
  known: ReadonlyMap<string, string>,
): string | undefined {
  const missing: string[] = [];
  const value = (attribute: string): string => {
    const given = attributes[attribute];
    if (typeof given !== "string") {
      missing.push(attribute);
      return "";
    }
    return given.replace(REFERENCE, (_, address: string) => {
      const id = known.get(address);
      if (id === undefined) missing.push(address);
      return id ?? "";
    });
  };
  const id = IMPORT_IDS[type]?.replace(/<(\w+)>/g, (_, attribute: string) => value(attribute));
  return missing.length === 0 && id !== undefined && !id.includes("${") ? id : undefined;
}
