import { type Charge, evenly, HOURS, type Pricing } from "../charge";

const nat: Pricing = (_, context) => [
  { component: "network", what: "NAT gateway", price: "nat.hour", quantity: HOURS },
  {
    component: "network",
    what: "NAT gateway, data",
    price: "nat.gb",
    quantity: context.assume.natGb * evenly(context, "aws_nat_gateway"),
    usage: true,
  },
];

const address: Pricing = () => [
  { component: "network", what: "public IPv4 address", price: "ipv4.hour", quantity: HOURS },
];

const endpoint: Pricing = (resource, context) => {
  const isInterface = (one: typeof resource) => one.text("vpc_endpoint_type") === "Interface";
  if (!isInterface(resource)) return [];
  const zones = resource.list("subnet_ids").length;
  return [
    { component: "endpoints", what: "interface endpoint", price: "endpoint.hour", quantity: HOURS * zones },
    {
      component: "endpoints",
      what: "interface endpoint, data",
      price: "endpoint.gb",
      quantity: context.assume.endpointGb * evenly(context, "aws_vpc_endpoint", isInterface),
      usage: true,
    },
  ];
};

const vpc: Pricing = (_, context) => [
  {
    component: "network",
    what: "data between zones, both directions",
    price: "transfer.zone.gb",
    quantity: 2 * context.assume.zoneGb * evenly(context, "aws_vpc"),
    usage: true,
  },
];

/**
 * The dimension that is used most is charged: new connections (25 a second), data (1 GB an hour). Active
 * connections and rules follow from these.
 * https://aws.amazon.com/elasticloadbalancing/pricing/
 */
export function lcuHours(requests: number, kilobytes: number, requestsPerConnection: number): number {
  const gigabytes = (requests * kilobytes) / 1e6;
  const connectionsPerSecond = requests / requestsPerConnection / (HOURS * 3600);
  return Math.max(gigabytes, (connectionsPerSecond / 25) * HOURS);
}

const loadBalancer: Pricing = (resource, context) => {
  const { assume } = context;
  const requests = assume.requests * 1e6 * evenly(context, "aws_lb");
  const charges: Charge[] = [
    { component: "load balancer", what: "load balancer", price: "alb.hour", quantity: HOURS },
    {
      component: "load balancer",
      what: "capacity used (LCU)",
      price: "alb.lcu",
      quantity: lcuHours(requests, assume.responseKb, assume.requestsPerConnection),
      usage: true,
    },
    {
      component: "network",
      what: "data to the internet",
      price: "transfer.out.gb",
      quantity: (requests * assume.responseKb) / 1e6,
      usage: true,
    },
  ];
  if (resource.flag("internal")) return charges;
  // It has an address in each of its subnets.
  const addresses = resource.list("subnets").length;
  const what = "load balancer, public IPv4 addresses";
  return [...charges, { component: "load balancer", what, price: "ipv4.hour", quantity: HOURS * addresses }];
};

const firewall: Pricing = (resource, context) => [
  { component: "firewall", what: "web ACL", price: "waf.acl", quantity: 1 },
  {
    component: "firewall",
    what: "rules and managed rule groups",
    price: "waf.rule",
    quantity: resource.list("rule").length,
  },
  {
    component: "firewall",
    what: "requests inspected",
    price: "waf.requests",
    quantity: context.assume.requests * evenly(context, "aws_wafv2_web_acl"),
    usage: true,
  },
];

const zone: Pricing = () => [{ component: "dns", what: "hosted zone", price: "dns.zone", quantity: 1 }];

/** Endpoints in AWS; each optional feature is charged. https://aws.amazon.com/route53/pricing/#Health_Checks */
const healthCheck: Pricing = (resource) => {
  const type = resource.text("type") ?? "";
  const features = [
    type.startsWith("HTTPS"),
    type.endsWith("STR_MATCH"),
    resource.number("request_interval", 30) === 10,
    resource.flag("measure_latency"),
  ].filter(Boolean).length;
  return [
    { component: "dns", what: "health check", price: "dns.check", quantity: 1 },
    { component: "dns", what: "health check, features", price: "dns.check.feature", quantity: features },
  ];
};

export const NETWORK: Readonly<Record<string, Pricing>> = {
  aws_eip: address,
  aws_lb: loadBalancer,
  aws_nat_gateway: nat,
  aws_route53_health_check: healthCheck,
  aws_route53_zone: zone,
  aws_vpc: vpc,
  aws_vpc_endpoint: endpoint,
  aws_wafv2_web_acl: firewall,
};
