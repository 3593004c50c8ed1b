import { Construct } from "constructs";
import { alarmArn } from "../constructs/monitoring/alarm";
import { AlarmTree } from "../constructs/monitoring/alarm-tree";
import { alarmsFor } from "../constructs/monitoring/alarms";
import { AlertTopic } from "../constructs/monitoring/alert-topic";
import { Canary } from "../constructs/monitoring/canary";
import { Dashboard } from "../constructs/monitoring/dashboard";
import { deploymentAlarmIds } from "../constructs/monitoring/deployment-alarms";
import { EventNotice, type EventSpec } from "../constructs/monitoring/event-notice";
import {
  backupFailed,
  databaseEvent,
  deploymentFailed,
  healthEvent,
  placementFailed,
} from "../constructs/monitoring/events";
import { FailedTasks, failedTasksLog } from "../constructs/monitoring/failed-tasks";
import { SavedQueries, type SavedQuery, savedQueries } from "../constructs/monitoring/saved-queries";
import { boundedName } from "../constructs/naming";
import { firewallLog } from "../constructs/security/names";
import { databaseIdentifier } from "../constructs/rds/identifier";
import type { Region } from "../environments/config/schema";
import { monitored, type MonitoredParts } from "./monitored";
import { stackOutput } from "./platform-stack";

export interface MonitoringProps extends MonitoredParts {
  readonly region: Region;
}

/** Who is told what: topic, alarms, events, dashboard, saved queries, and the check of the public URL. */
export class Monitoring extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: MonitoringProps,
  ) {
    super(scope, id);
    const { at, environment, network, service } = props;
    const { alarms: wanted, emails, webhook, runbookUrl } = environment.monitoring;
    const { logKeyArn } = network;
    const logRetentionDays = environment.logs.retentionDays;
    const watched = monitored(props);

    const topic = new AlertTopic(this, "alerts", { at, emails, webhook });
    if (watched.canaryMinutes !== undefined) this.addCanary(topic.keyArn);
    const { clusterName } = watched;
    new FailedTasks(this, "failed-tasks", { at, clusterName, logKeyArn, logRetentionDays });
    const tree = new AlarmTree(this, "alarms", {
      at,
      alarms: alarmsFor(watched, wanted),
      topicArn: topic.arn,
      runbookUrl,
    });
    for (const event of this.events(clusterName)) {
      new EventNotice(this, event.id, { ...event, at, topicArn: topic.arn, runbookUrl });
    }
    const deploymentAlarms = [...service.targetGroupArnSuffixes.keys()].flatMap(deploymentAlarmIds);
    const queries = this.queries();
    new SavedQueries(this, "queries", { at, queries });
    const dashboard = new Dashboard(this, "dashboard", {
      monitored: watched,
      speaking: tree.speaking,
      silent: [...tree.silent, ...deploymentAlarms.map((one) => alarmArn(at, one))],
      queries: queries.map(({ name }) => name),
      runbookUrl,
    });
    stackOutput(this, "dashboard_url", dashboard.url, "What is going on");
    stackOutput(this, "alert_topic_arn", topic.arn, "Where notices are sent");
    if (emails.length === 0 && webhook === undefined) {
      stackOutput(this, "notices", "nobody gets them: monitoring.emails is empty", "Who is told of alarms");
    }
  }

  private addCanary(keyArn: string): void {
    const { at, environment, network, service } = this.props;
    new Canary(this, "canary", {
      at,
      ...environment.monitoring.canary,
      url: service.url,
      keyArn,
      logKeyArn: network.logKeyArn,
      logRetentionDays: environment.logs.retentionDays,
      forceDestroy: !environment.deletionProtection,
    });
  }

  private events(clusterName: string): EventSpec[] {
    const { at, environment } = this.props;
    const { database, backup } = environment;
    return [
      deploymentFailed(at, clusterName),
      placementFailed(at, clusterName),
      ...(database === undefined
        ? []
        : [
            databaseEvent(
              databaseIdentifier(environment, at.region),
              "readerScaling" in database && database.readerScaling !== undefined,
            ),
          ]),
      ...(backup === undefined ? [] : backupFailed(at, boundedName(`${at.prefix}-backup`, "backupVault"))),
      healthEvent(),
    ];
  }

  private queries(): SavedQuery[] {
    const { at, environment, region } = this.props;
    return savedQueries({
      services: Object.keys(environment.services).map((name) => `/${at.prefix}/${name}`),
      flowLogs: region.existingVpc === undefined ? `/${at.prefix}/flow-logs` : undefined,
      firewall: environment.firewall.enabled ? firewallLog(at) : undefined,
      failedTasks: failedTasksLog(at),
    });
  }
}
