import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import { CodebuildReportGroup } from "@cdktf/provider-aws/lib/codebuild-report-group";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";
import { arn, type Location, logGroupArn } from "../location";
import { logGroup } from "../monitoring/log-group";
import { boundedName } from "../naming";
import type { Statement } from "../security/policy-document";
import { ServiceRole } from "../security/service-role";

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html */
const MACHINES = {
  ARM64: { type: "ARM_CONTAINER", image: "aws/codebuild/amazonlinux-aarch64-standard:3.0" },
  X86_64: { type: "LINUX_CONTAINER", image: "aws/codebuild/amazonlinux-x86_64-standard:5.0" },
} as const;

export interface BuildProjectProps {
  readonly at: Location;
  /** What is built; with the prefix it names the project. Lower-case, hyphens. */
  readonly purpose: string;
  /** One sentence. */
  readonly description: string;
  /** Whether a stage of a pipeline hands the sources over, or there are none. */
  readonly source: "CODEPIPELINE" | "NO_SOURCE";
  /** Path of the build specification in the sources, or the specification itself. */
  readonly buildspec: string;
  readonly architecture: "ARM64" | "X86_64";
  readonly computeType: string;
  /** Whether the build may run containers: only with full power over its machine. @default false */
  readonly privileged?: boolean;
  /** 5–480. */
  readonly timeoutMinutes: number;
  /** Variables of the build. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** End of the name of a report group, for test reports; the build specification calls it the same. @default none */
  readonly reports?: string;
  /** What the build may do besides writing its log and its reports. */
  readonly statements: readonly Statement[];
  /** Key that encrypts results and the log. */
  readonly keyArn: string;
  readonly logRetentionDays: number;
}

/** A CodeBuild project with a role, a log group and nothing else of its own. */
export class BuildProject extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { at, purpose, reports, environment = {} } = props;
    const name = boundedName(`${at.prefix}-${purpose}`, "buildProject");
    this.name = name;
    this.arn = arn(at, "codebuild", `project/${name}`);
    const logName = `/${at.prefix}/${purpose}`;
    const log = logGroup(this, "log", {
      name: logName,
      keyArn: props.keyArn,
      retentionDays: props.logRetentionDays,
    });
    const group =
      reports === undefined
        ? undefined
        : new CodebuildReportGroup(this, "reports", {
            // A build specification that names a group alone means "<project>-<group>".
            // https://docs.aws.amazon.com/codebuild/latest/userguide/test-report-group-naming.html
            name: `${name}-${reports}`,
            type: "TEST",
            deleteReports: true,
            exportConfig: { type: "NO_EXPORT" },
          });
    const role = new ServiceRole(this, "role", {
      at,
      purpose,
      service: "codebuild.amazonaws.com",
      // https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html
      sourceArn: this.arn,
      statements: [
        {
          sid: "WriteLog",
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [logGroupArn(at, logName)],
        },
        ...(group === undefined ? [] : [reportStatement(group.arn)]),
        ...props.statements,
      ],
    });
    const pipeline = props.source === "CODEPIPELINE";
    const project = new CodebuildProject(this, "Default", {
      name,
      description: props.description,
      serviceRole: role.arn,
      encryptionKey: props.keyArn,
      buildTimeout: props.timeoutMinutes,
      queuedTimeout: 60,
      artifacts: { type: pipeline ? "CODEPIPELINE" : "NO_ARTIFACTS" },
      cache:
        props.privileged === true
          ? { type: "LOCAL", modes: ["LOCAL_DOCKER_LAYER_CACHE"] }
          : { type: "NO_CACHE" },
      environment: {
        ...MACHINES[props.architecture],
        computeType: props.computeType,
        privilegedMode: props.privileged ?? false,
        environmentVariable: Object.entries(environment).map(([variable, value]) => ({
          name: variable,
          value,
        })),
      },
      logsConfig: { cloudwatchLogs: { groupName: log.name } },
      source: { type: props.source, buildspec: props.buildspec },
      dependsOn: [role.ready],
    });
    if (props.privileged === true) {
      suppress(
        project,
        "build-privileged",
        "It builds the image, and containers are built only with privileges. Its machine is its own, for one build.",
      );
    }
    this.name = project.name;
    this.arn = project.arn;
  }
}

/** https://docs.aws.amazon.com/codebuild/latest/userguide/test-permissions.html */
function reportStatement(groupArn: string): Statement {
  return {
    sid: "WriteReports",
    actions: ["codebuild:BatchPutTestCases", "codebuild:CreateReport", "codebuild:UpdateReport"],
    resources: [groupArn],
  };
}
