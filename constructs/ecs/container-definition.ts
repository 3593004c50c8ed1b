/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export interface ContainerHealthCheck {
  /** Runs without a shell; 0 is healthy. */
  readonly command: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Failures in a row that make it unhealthy. */
  readonly retries: number;
  /** Time at the start in which failures do not count. */
  readonly startPeriodSeconds: number;
}

export interface ContainerProps {
  readonly name: string;
  /** Repository and tag. */
  readonly image: string;
  /** Arguments to the image's entry point. @default the image's own */
  readonly command?: readonly string[] | undefined;
  /** Port it listens on. @default none: it runs to its end */
  readonly port?: number | undefined;
  /** What ECS asks the container itself. @default nothing */
  readonly healthCheck?: ContainerHealthCheck | undefined;
  /** User and group by number. @default the user that the image names */
  readonly user?: string | undefined;
  /** Whether it can write nowhere but in {@link writablePaths}. */
  readonly readOnly: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** Variable → ARN of a secret, or of one key of a JSON secret (`<arn>:<key>::`). @default none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeoutSeconds: number;
  readonly logGroupName: string;
  readonly region: string;
  /** Volume name → path that stays writable. */
  readonly writablePaths: Readonly<Record<string, string>>;
}

/**
 * A container with nothing to spare: no Linux capability, an init process that reaps children and forwards signals.
 *
 * Fields are written the way ECS returns them (sorted, defaults included), so that a second plan stays empty.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerDefinition(props: ContainerProps): object {
  const { port } = props;
  return {
    name: props.name,
    image: props.image,
    essential: true,
    ...(props.command !== undefined && { command: props.command }),
    portMappings: port === undefined ? [] : [http(port)],
    environment: pairs(props.environment).map(([name, value]) => ({ name, value })),
    secrets: pairs(props.secrets ?? {}).map(([name, valueFrom]) => ({ name, valueFrom })),
    ...(props.user !== undefined && { user: props.user }),
    readonlyRootFilesystem: props.readOnly,
    privileged: false,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    mountPoints: pairs(props.writablePaths).map(([sourceVolume, containerPath]) => ({
      sourceVolume,
      containerPath,
      readOnly: false,
    })),
    stopTimeout: props.stopTimeoutSeconds,
    ...(props.healthCheck !== undefined && { healthCheck: healthCheck(props.healthCheck) }),
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": props.logGroupName,
        "awslogs-region": props.region,
        "awslogs-stream-prefix": props.name,
        // A log that is slow to write must not stop the application.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
    systemControls: [],
    volumesFrom: [],
  };
}

function healthCheck(check: ContainerHealthCheck): object {
  return {
    command: ["CMD", ...check.command],
    interval: check.intervalSeconds,
    timeout: check.timeoutSeconds,
    retries: check.retries,
    startPeriod: check.startPeriodSeconds,
  };
}

function http(port: number): object {
  return { name: "http", containerPort: port, hostPort: port, protocol: "tcp", appProtocol: "http" };
}

function pairs(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
