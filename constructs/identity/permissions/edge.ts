import type { Permission } from "./permission";

/** Names in DNS and certificates. Zones, health checks and certificates are named by AWS. */
export const EDGE: readonly Permission[] = [
  {
    service: "route53",
    read: ["GetDNSSEC", "GetHostedZone", "ListResourceRecordSets", "ListTagsForResource"],
    write: [
      "ChangeResourceRecordSets", "ChangeTagsForResource", "CreateQueryLoggingConfig", "DeleteHostedZone",
      "UpdateHostedZoneComment",
    ],
    on: ["route53:::hostedzone/*"],
  },
  {
    service: "route53",
    read: ["GetHealthCheck", "ListTagsForResource"],
    write: ["ChangeTagsForResource", "DeleteHealthCheck", "UpdateHealthCheck"],
    on: ["route53:::healthcheck/*"],
  },
  { service: "route53", read: ["GetChange"], on: ["route53:::change/*"] },
  { service: "route53", read: ["GetQueryLoggingConfig"], write: ["DeleteQueryLoggingConfig"], on: ["route53:::queryloggingconfig/*"] },
  {
    service: "route53",
    read: ["ListHostedZones", "ListHostedZonesByName"],
    write: ["CreateHealthCheck", "CreateHostedZone"],
    on: "*",
  },
  {
    service: "acm",
    read: ["DescribeCertificate", "ListTagsForCertificate"],
    write: ["AddTagsToCertificate", "RemoveTagsFromCertificate", "RequestCertificate"],
    on: ["acm:{region}:{account}:certificate/*"],
  },
  { service: "acm", write: ["DeleteCertificate", "UpdateCertificateOptions"], on: ["acm:{region}:{account}:certificate/*"], tagged: true },
]; // prettier-ignore
