export interface ContainerProps {
  readonly name: string;
  /** Repository and tag. */
  readonly image: string;
  readonly command: readonly string[];
  /** Port it listens on, and answers health checks on. @default none: it runs to its end */
  readonly port?: number | undefined;
  /** Whether the task ends with this container. @default true */
  readonly essential?: boolean;
  /** Containers that have to end successfully before this one starts. @default none */
  readonly after?: readonly string[];
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
 * A container with nothing to spare: read-only root filesystem, user 1000, no Linux capability, an init process
 * that reaps children and forwards signals, a health check without a shell where it listens.
 *
 * Fields are written the way ECS returns them (sorted, defaults included), so that a second plan stays empty.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerDefinition(props: ContainerProps): object {
  const { port, after = [] } = props;
  return {
    name: props.name,
    image: props.image,
    essential: props.essential ?? true,
    command: props.command,
    portMappings: port === undefined ? [] : [http(port)],
    environment: pairs(props.environment).map(([name, value]) => ({ name, value })),
    secrets: pairs(props.secrets ?? {}).map(([name, valueFrom]) => ({ name, valueFrom })),
    user: "1000:1000",
    readonlyRootFilesystem: true,
    privileged: false,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    mountPoints: pairs(props.writablePaths).map(([sourceVolume, containerPath]) => ({
      sourceVolume,
      containerPath,
      readOnly: false,
    })),
    stopTimeout: props.stopTimeoutSeconds,
    ...(port !== undefined && { healthCheck: HEALTH_CHECK }),
    ...(after.length > 0 && {
      dependsOn: after.map((containerName) => ({ containerName, condition: "SUCCESS" })),
    }),
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

const HEALTH_CHECK = {
  command: ["CMD", "node", "/app/healthcheck.js"],
  interval: 15,
  timeout: 5,
  retries: 3,
  startPeriod: 30,
};

function http(port: number): object {
  return { name: "http", containerPort: port, hostPort: port, protocol: "tcp", appProtocol: "http" };
}

function pairs(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
