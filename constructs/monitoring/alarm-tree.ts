import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { Construct } from "constructs";
import type { Location } from "../location";
import { Alarm, type AlarmGroup, alarmArn, alarmName, type AlarmSpec, describeAlarm } from "./alarm";
import { DATABASE_UNREACHABLE } from "./application-alarms";

/** Id of the composite alarm of each group. */
export const COMPOSITE = {
  users: "users-hurt",
  service: "service-strained",
  database: "database-strained",
  cache: "cache-strained",
} as const satisfies Record<AlarmGroup, string>;

const ADVICE: Readonly<Record<AlarmGroup, string>> = {
  users:
    "Users are hurt: they get errors, wait too long, or get nothing. Start with the first row of the dashboard.",
  service: "Tasks have too much to do, end unexpectedly, or leave work undone; users do not feel it yet.",
  database: "The database or the connections to it run short; users do not feel it yet.",
  cache: "The cache runs short or does not do its work; users do not feel it yet.",
};

/** Seconds an action waits for the reason to show, and stays quiet after it has gone. */
const WAIT_SECONDS = 120;
const EXTENSION_SECONDS = 180;

export interface AlarmTreeProps {
  readonly at: Location;
  readonly alarms: readonly AlarmSpec[];
  /** Topic that is told. */
  readonly topicArn: string;
  readonly runbookUrl: string;
}

/**
 * All alarms, and composite alarms above them, so that one failure is one notice:
 *
 * - an alarm without a group speaks for itself;
 * - `users-hurt` speaks for everything that users feel, and keeps quiet while `database-unreachable` is the reason;
 * - one alarm per kind of resource speaks for what is strained, and keeps quiet while users are hurt: then somebody
 *   has been woken already, and looks at the dashboard.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export class AlarmTree extends Construct {
  /** ARNs of the alarms that send notices, those that matter most first. */
  readonly speaking: readonly string[];
  /** ARNs of the alarms that others speak for. */
  readonly silent: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmTreeProps,
  ) {
    super(scope, id);
    const { at, alarms, topicArn, runbookUrl } = props;
    const made = new Map(
      alarms.map((spec) => [
        spec.id,
        new Alarm(this, spec.id, {
          at,
          runbookUrl,
          ...spec,
          topicArn: spec.group === undefined ? topicArn : undefined,
        }),
      ]),
    );
    const unreachable = made.get(DATABASE_UNREACHABLE);
    const members = (group: AlarmGroup) =>
      alarms.filter((spec) => spec.group === group).map((spec) => spec.id);
    const users = [...members("users"), ...(unreachable === undefined ? [] : [DATABASE_UNREACHABLE])];
    const composites: string[] = [];
    const usersHurt = this.composite("users", users, unreachable?.name, made);
    if (usersHurt !== undefined) composites.push(COMPOSITE.users);
    for (const group of ["service", "database", "cache"] as const) {
      if (this.composite(group, members(group), usersHurt, made) !== undefined)
        composites.push(COMPOSITE[group]);
    }
    const alone = alarms.filter(({ group }) => group === undefined).map((spec) => spec.id);
    const spokenFor = alarms.filter(({ group }) => group !== undefined).map((spec) => spec.id);
    const arns = (ids: readonly string[]) => ids.map((one) => alarmArn(at, one));
    this.speaking = arns([...composites, ...alone]);
    this.silent = arns(spokenFor);
  }

  /** @returns its name; undefined where there is nothing to speak for */
  private composite(
    group: AlarmGroup,
    members: readonly string[],
    quietWhile: string | undefined,
    made: ReadonlyMap<string, Alarm>,
  ): string | undefined {
    if (members.length === 0) return undefined;
    const { at, topicArn, runbookUrl } = this.props;
    // References: an alarm exists before the one that speaks for it, and goes after it. AWS insists on both, which is
    // why alarms of other stacks are not members: whoever removes a service would be refused.
    const names = members.flatMap((one) => made.get(one)?.name ?? []);
    return new CloudwatchCompositeAlarm(this, COMPOSITE[group], {
      alarmName: alarmName(at, COMPOSITE[group]),
      alarmDescription: describeAlarm(ADVICE[group], runbookUrl, COMPOSITE[group]),
      alarmRule: names.map((name) => `ALARM("${name}")`).join(" OR "),
      alarmActions: [topicArn],
      okActions: [topicArn],
      lifecycle: { createBeforeDestroy: true },
      ...(quietWhile !== undefined && {
        actionsSuppressor: {
          alarm: quietWhile,
          waitPeriod: WAIT_SECONDS,
          extensionPeriod: EXTENSION_SECONDS,
        },
      }),
    }).alarmName;
  }
}
