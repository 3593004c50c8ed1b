import { pricesOf } from "./price";

/** us-east-1 and us-west-2. */
export const NETWORK = {
  ...pricesOf("https://aws.amazon.com/vpc/pricing/", "2026-08", {
    "nat.hour": [0.045, "hour"],
    "nat.gb": [0.045, "GB"],
    "ipv4.hour": [0.005, "hour"],
  }),
  ...pricesOf("https://aws.amazon.com/privatelink/pricing/", "2026-08", {
    "endpoint.hour": [0.01, "hour and zone"],
    "endpoint.gb": [0.01, "GB"],
  }),
  ...pricesOf("https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer", "2026-08", {
    // The first 10 TB a month.
    "transfer.out.gb": [0.09, "GB"],
    "transfer.zone.gb": [0.01, "GB and direction"],
    "transfer.region.gb": [0.02, "GB"],
  }),
  ...pricesOf("https://aws.amazon.com/elasticloadbalancing/pricing/", "2026-10", {
    "alb.hour": [0.0225, "hour"],
    "alb.lcu": [0.008, "LCU-hour"],
  }),
  ...pricesOf("https://aws.amazon.com/waf/pricing/", "2026-06", {
    "waf.acl": [5, "web ACL"],
    "waf.rule": [1, "rule"],
    "waf.requests": [0.6, "million requests"],
  }),
  ...pricesOf("https://aws.amazon.com/route53/pricing/", "2026-08", {
    "dns.zone": [0.5, "zone"],
    "dns.check": [0.5, "health check"],
    "dns.check.feature": [1, "optional feature of a health check"],
  }),
};
