/** What a deployment waits for at most, by configuration. */
export interface Rollout {
  readonly stopTimeoutSeconds: number;
  readonly route?:
    | {
        readonly deregistrationDelaySeconds: number;
        readonly healthCheck: { readonly intervalSeconds: number; readonly healthyThreshold: number };
      }
    | undefined;
}

/** Pulling images, running what comes before, starting, looking at alarms: the provider's own patience. */
const BASE_MINUTES = 20;

/**
 * Minutes after which a deployment of a service, or its removal, has failed: the time for everything else, and then
 * what the configuration lets it wait for. New tasks become healthy, old ones leave the load balancer and stop.
 */
export function rolloutMinutes({ route, stopTimeoutSeconds }: Rollout): number {
  const healthy =
    route === undefined ? 0 : route.healthCheck.intervalSeconds * route.healthCheck.healthyThreshold;
  const leaving = route?.deregistrationDelaySeconds ?? 0;
  return BASE_MINUTES + Math.ceil((healthy + leaving + stopTimeoutSeconds) / 60);
}
