import type { AlarmSpec } from "./alarm";
import { applicationAlarms } from "./application-alarms";
import { backupAlarms } from "./backup-alarms";
import { cacheAlarms } from "./cache-alarms";
import { canaryAlarm } from "./canary";
import { databaseAlarms } from "./database-alarms";
import { certificateAlarms, firewallAlarms, natAlarms } from "./edge-alarms";
import { failedTasksAlarm } from "./failed-tasks";
import { functionAlarms } from "./function-alarms";
import { asleep, loadBalancerAlarms } from "./load-balancer-alarms";
import type { Monitored } from "./monitored";
import { queueAlarms } from "./queue-alarms";
import { searchAlarms } from "./search-alarms";
import { serviceAlarms } from "./service-alarms";

/** Every alarm that an environment should have, most important first; essential ones alone where it wants no more. */
export function alarmsFor(monitored: Monitored, wanted: "all" | "essential"): AlarmSpec[] {
  const { at, environment, clusterName, services, loadBalancer, thresholds } = monitored;
  const { backupVault, canaryMinutes, database, cache, queue, search, certificateArn, firewall } = monitored;
  const all = [
    ...loadBalancerAlarms(loadBalancer, thresholds),
    ...(canaryMinutes === undefined ? [] : [canaryAlarm(at, canaryMinutes, asleep(loadBalancer))]),
    ...applicationAlarms(environment, services, thresholds),
    ...services.flatMap(({ name }) => serviceAlarms(clusterName, name, thresholds)),
    failedTasksAlarm(at, thresholds),
    ...(database === undefined ? [] : databaseAlarms(database, thresholds)),
    ...(backupVault === undefined ? [] : backupAlarms(backupVault)),
    ...(cache === undefined ? [] : cacheAlarms(cache, thresholds)),
    ...(queue === undefined ? [] : queueAlarms(queue.name, queue.deadLetterName, thresholds)),
    ...(search === undefined ? [] : searchAlarms(search, thresholds)),
    ...monitored.functions.flatMap(({ name, purpose }) => functionAlarms(name, purpose)),
    ...natAlarms(monitored.natGatewayIds),
    ...(certificateArn === undefined ? [] : certificateAlarms(certificateArn, thresholds)),
    ...(firewall === undefined ? [] : firewallAlarms(at, firewall, thresholds)),
  ];
  return wanted === "all" ? all : all.filter(({ essential = false }) => essential);
}
