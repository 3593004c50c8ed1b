export interface ContainerProps {
  readonly name: string;
  /** Repository and tag. */
  readonly image: string;
  readonly command: readonly string[];
  readonly port: number;
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
 * that reaps children and forwards signals, a health check without a shell.
 *
 * Fields are written the way ECS returns them (sorted, defaults included), so that a second plan stays empty.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerDefinition(props: ContainerProps): object {
  return {
    name: props.name,
    image: props.image,
    essential: true,
    command: props.command,
    portMappings: [
      { name: "http", containerPort: props.port, hostPort: props.port, protocol: "tcp", appProtocol: "http" },
    ],
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
    healthCheck: {
      command: ["CMD", "node", "/app/healthcheck.js"],
      interval: 15,
      timeout: 5,
      retries: 3,
      startPeriod: 30,
    },
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

function pairs(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
