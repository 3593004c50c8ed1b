import { parseCidr } from "./cidr";
import { type Endpointed, requiredEndpoints } from "./endpoints";
import { subnetLayout } from "./network";
import { refuse, rule } from "./values";

interface Networked extends Endpointed {
  readonly network: {
    readonly zones: number;
    readonly nat: string;
    readonly gatewayEndpoints: readonly string[];
    readonly interfaceEndpoints: "required" | readonly string[];
    readonly egressPorts: readonly number[];
  };
}

/** Without NAT, what has no endpoint can't be reached: images, their layers in S3, logs, secrets. */
export const endpointsReplaceNat = rule<Networked>(["network", "services", "queue"], (payload) => {
  const { network } = payload.value;
  if (network.nat !== "none") return;
  if (network.egressPorts.length > 0) {
    refuse(payload, ["network", "egressPorts"], 'must be empty where nat is "none": no way leads there');
  }
  // ECR keeps the layers of images in S3.
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
  if (!network.gatewayEndpoints.includes("s3")) {
    const message = 'must hold "s3" where nat is "none": no image could be pulled';
    refuse(payload, ["network", "gatewayEndpoints"], message);
  }
  if (network.interfaceEndpoints === "required") return;
  const missing = requiredEndpoints(payload.value).filter((one) => !network.interfaceEndpoints.includes(one));
  if (missing.length === 0) return;
  const message = `must be "required", or hold ${missing.join(", ")} too, where nat is "none": tasks reach AWS through endpoints only`;
  refuse(payload, ["network", "interfaceEndpoints"], message);
});

interface Populated {
  readonly network: { readonly zones: number };
  readonly services: Readonly<Record<string, { readonly max: number }>>;
  readonly regions: readonly {
    readonly cidr?: string | undefined;
    readonly privateSubnets?: readonly string[] | undefined;
    readonly publicSubnets?: readonly string[] | undefined;
    readonly existingVpc?: object | undefined;
  }[];
}

/** Of each subnet AWS keeps five. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const KEPT_BY_AWS = 5;
/** Databases and their proxies, caches, endpoints, search nodes, functions, in each subnet. */
const EVERYTHING_ELSE = 16;

/** Every task has an address of its own, and while a version is replaced there are twice as many tasks. */
export const tasksHaveAddresses = rule<Populated>(["network", "services", "regions"], (payload) => {
  const { network, services, regions } = payload.value;
  const most = Object.values(services).reduce((sum, { max }) => sum + max, 0);
  regions.forEach((region, index) => {
    if (region.existingVpc !== undefined || parseCidr(region.cidr ?? "") === undefined) return;
    const prefixes = subnetLayout(region, network.zones).privateSubnets.map(
      (one) => parseCidr(one)?.prefix ?? 32,
    );
    const smallest = 2 ** (32 - Math.max(...prefixes)) - KEPT_BY_AWS - EVERYTHING_ELSE;
    const room = Math.floor((smallest * prefixes.length) / 2);
    if (most <= room) return;
    const path = ["regions", index, region.privateSubnets === undefined ? "cidr" : "privateSubnets"];
    const message = `must have addresses for two times ${most} tasks, the max of all services while versions are replaced; the private subnets have them for two times ${Math.max(0, room)}`;
    refuse(payload, path, message);
  });
});
