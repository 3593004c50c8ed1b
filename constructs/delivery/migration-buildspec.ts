/**
 * Build specification that has a migration run: it calls the function of an environment until that says that the migration
 * has succeeded. One call waits for less than 15 minutes; what it answers is the event of the next. JSON is YAML too.
 */
export function migrationBuildspec(): string {
  return JSON.stringify({
    version: 0.2,
    env: { shell: "bash" },
    phases: { build: { commands: MIGRATION_COMMANDS } },
  });
}

/** `DEPLOYER_ROLE`, `FUNCTION`, `FUNCTION_REGION` and `EVENT` are variables of the action. No braces after a dollar sign: Terraform would read them as its own. */
const MIGRATION_COMMANDS = [
  // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
  'printf "[profile deployer]\\nrole_arn = %s\\ncredential_source = EcsContainer\\nrole_session_name = migration\\n" "$DEPLOYER_ROLE" > deployer.conf',
  'export AWS_CONFIG_FILE="$PWD/deployer.conf"',
  [
    'event="$EVENT"; until grep --quiet \'"state":"succeeded"\' "$event"; do',
    'error=$(aws lambda invoke --profile deployer --region "$FUNCTION_REGION" --function-name "$FUNCTION"',
    '--cli-read-timeout 0 --payload "fileb://$event" --query FunctionError --output text answer.json) || exit 1;',
    '[ "$error" = None ] || { cat answer.json; exit 1; };',
    "mv answer.json event.json; event=event.json; done",
  ].join(" "),
];
