/** What the function is told about one service, each time that it is called. */
export interface ScalingEvent {
  /** Names of environment and service in the configuration: they name log lines and published metrics. */
  readonly environment: string;
  readonly service: string;
  /** `service/<cluster>/<service>` */
  readonly resourceId: string;
  /** What metrics call the service. */
  readonly clusterName: string;
  readonly serviceName: string;
  /** Bounds of the number of tasks. */
  readonly min: number;
  readonly max: number;
  /** CPU use of the tasks that scaling aims at, in percent. */
  readonly cpuPercent: number;
  /** Requests from the load balancer, where they count. */
  readonly requests?: {
    readonly loadBalancer: string;
    readonly targetGroup: string;
    /** Requests per task and minute that scaling aims at. */
    readonly perTask: number;
  };
  /** The queue whose backlog is published, where the service receives messages. */
  readonly queueName?: string;
  /** Past weeks that are looked at. */
  readonly weeks: number;
  /** IANA time zone in which the hours of two weeks are the same hour. */
  readonly timezone: string;
  /** How long before it is needed the minimum is raised, in minutes. */
  readonly leadMinutes: number;
  /** The minimum is lowered only if it is not needed again within this time, in minutes. */
  readonly holdMinutes: number;
  /** Added to what past weeks needed, in percent. */
  readonly headroomPercent: number;
}
