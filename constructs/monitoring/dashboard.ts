import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { Location } from "../location";
import {
  applicationRows,
  cacheRows,
  databaseRows,
  otherRows,
  queueRows,
  searchRows,
} from "./dashboard-parts";
import { serviceRows, userRows } from "./dashboard-rows";
import { layOut, type Row } from "./grid";
import type { Monitored } from "./monitored";
import { queryName } from "./saved-queries";
import { alarmStates, text, type Widget } from "./widgets";

export interface DashboardProps {
  readonly monitored: Monitored;
  /** ARNs of the alarms that send notices, and of those they speak for. */
  readonly speaking: readonly string[];
  readonly silent: readonly string[];
  /** Names of the saved queries. */
  readonly queries: readonly string[];
  readonly runbookUrl: string;
}

/** Alarms that one widget shows: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const MOST_ALARMS = 100;

/**
 * What somebody sees who was woken: what is wrong, whether users are hurt, and then every part from the outside to
 * the inside. CloudWatch's dashboards belong to all regions of an account, so the name has the region in it.
 */
export class Dashboard extends Construct {
  readonly name: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { at } = props.monitored;
    this.name = new CloudwatchDashboard(this, "Default", {
      dashboardName: `${at.prefix}-${at.region}`,
      dashboardBody: JSON.stringify(dashboardBody(props)),
    }).dashboardName;
    this.url = `${consoleUrl(at)}#dashboards/dashboard/${this.name}`;
  }
}

/** The dashboard as CloudWatch takes it. */
export function dashboardBody(props: DashboardProps): object {
  const { monitored } = props;
  const rows: Row<Widget>[] = [
    ...headRows(props),
    ...userRows(monitored),
    ...serviceRows(monitored),
    ...applicationRows(monitored),
    ...databaseRows(monitored),
    ...cacheRows(monitored),
    ...queueRows(monitored),
    ...searchRows(monitored),
    ...otherRows(monitored),
  ];
  return {
    start: "-PT3H",
    widgets: layOut(rows).map(({ widget, ...place }) => ({ ...widget, ...place })),
  };
}

function headRows({
  monitored: { at },
  speaking,
  silent,
  queries,
  runbookUrl,
}: DashboardProps): Row<Widget>[] {
  const names = queries.map((name) => `\`${queryName(at, name)}\``).join(", ");
  const insights = `[Logs Insights](${consoleUrl(at)}#logsV2:logs-insights)`;
  const runbook = runbookUrl.startsWith("https://")
    ? `[runbook](${runbookUrl})`
    : `runbook: \`${runbookUrl}\``;
  const states = [
    alarmStates("Alarms that send notices", speaking.slice(0, MOST_ALARMS)),
    ...(silent.length === 0 ? [] : [alarmStates("What they speak for", silent.slice(0, MOST_ALARMS))]),
  ];
  return [
    {
      height: 3,
      widgets: [text(`# ${at.prefix} in ${at.region}\n${runbook} · ${insights}, saved queries: ${names}`)],
    },
    { height: 5, widgets: states },
  ];
}

function consoleUrl({ region }: Location): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
}
