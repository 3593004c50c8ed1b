/** What the rest of the platform needs to know of a network, created here or elsewhere. */
export interface Network {
  readonly vpcId: string;
  /** Subnets with a route to the internet gateway, one per zone: load balancers only. */
  readonly publicSubnetIds: readonly string[];
  /** Subnets without one, one per zone: tasks, databases, caches. */
  readonly privateSubnetIds: readonly string[];
}

/** How tasks reach AWS and the internet; decides what their security group lets out. */
export interface Egress {
  /** Whether private subnets have a route to the internet. */
  readonly internet: boolean;
  /** TCP ports besides 443 that tasks may connect to on the internet. */
  readonly ports: readonly number[];
  /** Security group of the interface endpoints; undefined where there are none. */
  readonly endpointSecurityGroupId: string | undefined;
  /** Prefix lists of the gateway endpoints. */
  readonly gatewayPrefixListIds: readonly string[];
}
