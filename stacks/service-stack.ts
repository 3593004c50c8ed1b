import type { Construct } from "constructs";
import { type DeployedService, DeployerRole } from "../constructs/delivery/deployer-role";
import { Cluster } from "../constructs/ecs/cluster";
import { FargateService } from "../constructs/ecs/fargate-service";
import { ImageKeeper } from "../constructs/ecs/image-keeper";
import { Migration } from "../constructs/ecs/migration";
import { rolloutMinutes } from "../constructs/ecs/rollout-time";
import type { Forecast } from "../constructs/ecs/scaling-function";
import type { TargetGroup } from "../constructs/ecs/target-group";
import { TaskDefinition } from "../constructs/ecs/task-definition";
import { combine, type TaskSettings } from "../constructs/ecs/task-settings";
import { DNS_REGION, type Location } from "../constructs/location";
import { DeploymentAlarms } from "../constructs/monitoring/deployment-alarms";
import { Connection } from "../constructs/security/connection";
import type { Environment, Region, ServiceConfig, TaskConfig } from "../environments/config/schema";
import { priorityOf } from "../environments/config/route-priorities";
import type { DescribeImage } from "../images/image";
import type { AnalyticsStack } from "./analytics-stack";
import type { DataStack } from "./data-stack";
import type { DnsStack } from "./dns-stack";
import { healthCheckOf, imageOf, type RunnableImage, runnableImages } from "./images";
import type { IngressStack } from "./ingress-stack";
import { addListeners, type Ingress, routedFirst } from "./listeners";
import { Monitoring } from "./monitoring";
import type { NetworkStack } from "./network-stack";
import { PlatformStack, type PlatformStackProps } from "./platform-stack";
import type { RegistryStack } from "./registry-stack";
import { addScalingFunction, boundsMovedBy, forecast, scale } from "./service-scaling";

export interface ServiceStackProps extends PlatformStackProps {
  readonly environment: Environment;
  readonly region: Region;
  readonly registry: RegistryStack;
  readonly network: NetworkStack;
  readonly ingress: IngressStack;
  /** Database, cache, queue and secrets. @default the environment keeps nothing */
  readonly data: DataStack | undefined;
  /** Zone of the domain. @default plain HTTP on the load balancer's name */
  readonly dns: DnsStack | undefined;
  /** Search domain for logs, which reads the log groups of this stack and is watched here. @default none */
  readonly analytics: AnalyticsStack | undefined;
  /** Says what is known of images before they are built. */
  readonly describeImage: DescribeImage;
  /** Whether GuardDuty watches the account's tasks with an agent. */
  readonly runtimeMonitoring: boolean;
  /** Location of the pipeline that gives the services new versions. @default Terraform does */
  readonly pipeline?: Location | undefined;
}

/** What changes with every version: listeners, cluster, services, and what watches the environment. */
export class ServiceStack extends PlatformStack {
  private readonly targets = new Map<string, string>();
  private readonly tasks = new Map<string, TaskDefinition>();
  private readonly deployed: DeployedService[] = [];
  private readonly opened = new Map<number, Connection>();
  private readonly cluster: Cluster;
  private readonly ingress: Ingress;
  private readonly images: ReadonlyMap<string, RunnableImage>;
  private readonly unchecked: string[] = [];
  /** What keeps running images from being expired. @default every image exists already */
  private readonly keeper: ImageKeeper | undefined;
  /** What runs before services get a new version. @default nothing */
  private readonly migration: Migration | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceStackProps,
  ) {
    super(scope, id, props);
    const { at, environment, network, registry } = props;
    this.images = runnableImages(environment, registry.repositories, props.describeImage);
    this.cluster = new Cluster(this, "cluster", {
      at,
      containerInsights: environment.cluster.containerInsights,
      keyArn: network.logKeyArn,
      retentionDays: environment.logs.retentionDays,
    });
    this.ingress = addListeners(this, props, () => this.providerOf(DNS_REGION));
    for (const [name, task] of Object.entries(environment.tasks))
      this.tasks.set(name, this.addTask(name, task));
    this.keeper = this.addImageKeeper();
    this.migration = this.addMigration();
    const forecasts = routedFirst(environment.services).map(([name, service]) =>
      this.addService(name, service),
    );
    addScalingFunction(this, props, forecasts);
    const { publicUrl, listeners, certificateArn } = this.ingress;
    const url = publicUrl ?? listeners.url;
    this.output("url", url, "Where the application answers");
    if (certificateArn === undefined) this.output("notice", NO_TLS, "What to know about the address");
    this.addMonitoring(url);
    if (this.unchecked.length > 0) {
      this.output("health_checks", uncheckedNotice(this.unchecked), "What to know about health checks");
    }
    this.output("cluster_name", this.cluster.name, "The ECS cluster");
    const { pipeline } = props;
    if (pipeline === undefined) {
      for (const [name, { version }] of this.images) {
        this.output(
          `image_${name.replaceAll("-", "_")}`,
          version,
          `The version of the image ${name} that runs`,
        );
      }
    } else {
      const clusterName = this.cluster.name;
      const migrates = this.migration !== undefined;
      const services = this.deployed;
      new DeployerRole(this, "pipeline-deployer", { at, pipeline, clusterName, services, migrates });
    }
  }

  /** Topic, alarms and dashboard of everything that the environment has in this region. */
  private addMonitoring(url: string): void {
    const { network, ingress, data, analytics } = this.props;
    new Monitoring(this, "monitoring", {
      ...this.props,
      stacks: [network, ingress, data, this, analytics].filter((stack) => stack !== undefined),
      service: {
        url,
        loadBalancerArnSuffix: ingress.balancer.arnSuffix,
        targetGroupArnSuffixes: this.targets,
        certificateArn: this.ingress.certificateArn,
      },
    });
  }

  private addService(name: string, config: ServiceConfig): Forecast | undefined {
    const { at, environment, network, data } = this.props;
    const { route, stopTimeoutSeconds } = config;
    const healthCheck = healthCheckOf(config, imageOf(environment, this.images, config));
    if (healthCheck === undefined && config.healthCheck !== "none") this.unchecked.push(name);
    const task = new TaskDefinition(this, `${name}-task`, {
      ...this.common(name, config),
      imageChanges: this.props.pipeline !== undefined,
      port: config.port,
      healthCheck,
      settings: combine(
        data?.serviceSettings(name, config) ?? {},
        { environment: route === undefined ? {} : this.ingress.variables },
        { environment: config.environment },
      ),
      stopTimeoutSeconds,
      execStatements: config.exec ? this.cluster.execStatements : undefined,
    });
    const targets =
      config.route && this.ingress.listeners.route(name, priorityOf(name, config), config.route);
    if (targets !== undefined) this.targets.set(name, targets.arnSuffix);
    const service = new FargateService(this, name, {
      ...config,
      at,
      name,
      boundsMovedBy: boundsMovedBy(config),
      rolloutMinutes: rolloutMinutes(config),
      cluster: this.cluster,
      network: network.network,
      securityGroupId: network.securityGroups.tasksId,
      task,
      targets,
      reachedThrough: config.route && this.reach(config.port).rules,
      deployedByPipeline: this.props.pipeline !== undefined,
      after: [this.migration?.done, this.keeper?.ready].filter((one) => one !== undefined),
      rollbackAlarms: targets && this.rollbackAlarms(name, targets),
    });
    this.deployed.push({ name, family: task.family, roleArns: task.roles.map((role) => role.arn) });
    const load = {
      environment: environment.name,
      balancer: this.props.ingress.balancer,
      targets,
      queueName: data?.queue?.name,
    };
    scale(service, config, load);
    return forecast(service, name, config, load);
  }

  /** Lets the load balancer reach tasks on a port. */
  private reach(port: number): Connection {
    const { loadBalancerId: from, tasksId: to } = this.props.network.securityGroups;
    const opened =
      this.opened.get(port) ?? new Connection(this, `load-balancer-to-tasks-${port}`, { from, to, port });
    this.opened.set(port, opened);
    return opened;
  }

  private rollbackAlarms(service: string, targets: TargetGroup): readonly string[] {
    const { at, environment } = this.props;
    return new DeploymentAlarms(this, `${service}-alarms`, {
      at,
      service,
      loadBalancerArnSuffix: this.props.ingress.balancer.arnSuffix,
      targetGroupArnSuffix: targets.arnSuffix,
      thresholds: environment.monitoring.thresholds,
      runbookUrl: environment.monitoring.runbookUrl,
    }).names;
  }

  /** A task that runs to its end: `aws ecs run-task` starts it by hand. */
  private addTask(name: string, config: TaskConfig): TaskDefinition {
    const task = new TaskDefinition(this, `${name}-task`, {
      ...this.common(name, config),
      imageChanges: this.props.pipeline !== undefined && name === this.props.environment.migration,
      settings: this.taskSettings(name),
      stopTimeoutSeconds: 120,
    });
    this.output(`task_${name.replaceAll("-", "_")}`, task.family, `Task definition of the task ${name}`);
    return task;
  }

  private addImageKeeper(): ImageKeeper | undefined {
    const { at, environment, network, registry } = this.props;
    if (registry.repositories.size === 0) return undefined;
    return new ImageKeeper(this, "keep-images", {
      at,
      cluster: this.cluster,
      services: Object.keys(environment.services),
      families: [...this.tasks.values()].map(({ family }) => family),
      repositories: [...registry.repositories.values()],
      logKeyArn: network.logKeyArn,
      logRetentionDays: environment.logs.retentionDays,
    });
  }

  private addMigration(): Migration | undefined {
    const { at, environment, network, data, pipeline } = this.props;
    const task = this.tasks.get(environment.migration ?? "");
    return (
      task &&
      new Migration(this, "migration", {
        at,
        cluster: this.cluster,
        task,
        network: network.network,
        securityGroupId: network.securityGroups.tasksId,
        databaseId: data?.database?.resourceId,
        deployedByPipeline: pipeline !== undefined,
        logKeyArn: network.logKeyArn,
        logRetentionDays: environment.logs.retentionDays,
      })
    );
  }

  private taskSettings(name: string): TaskSettings {
    const { data, environment } = this.props;
    const variables = environment.tasks[name]?.environment ?? {};
    return combine(data?.taskSettings(name) ?? {}, { environment: variables });
  }

  private common(name: string, { cpu, memory, command, image }: TaskConfig) {
    const { at, environment, network, runtimeMonitoring } = this.props;
    return {
      at,
      runtimeMonitoring,
      environmentName: environment.name,
      name,
      image: imageOf(environment, this.images, { image }),
      architecture: environment.image.architecture,
      cpu,
      memory,
      command,
      logKeyArn: network.logKeyArn,
      logRetentionDays: environment.logs.retentionDays,
    };
  }
}

function uncheckedNotice(services: readonly string[]): string {
  return `${services.join(", ")}: no health check within the container (state healthCheck.command, or "none"). The load balancer's check remains for services that get requests; of others ECS replaces only tasks that end.`;
}

const NO_TLS =
  "This environment has no domain: it answers over plain HTTP, on the load balancer's name. Set `domain` for HTTPS.";
