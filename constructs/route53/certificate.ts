import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";

export interface CertificateProps {
  /** All names, the main one first. Those with `*.` cover one level. */
  readonly names: readonly [string, ...string[]];
  /** Zone that holds all of them. */
  readonly zoneId: string;
  /** Regions that need the certificate, and the provider of each. A load balancer takes one of its own region. */
  readonly providers: Readonly<Record<string, TerraformProvider>>;
}

/**
 * A certificate in each of several regions, and the records by which ACM sees, now and at every renewal, that the
 * names are ours. Requested only: who uses it waits until it is issued.
 * https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Certificate extends Construct {
  private readonly arns: ReadonlyMap<string, string>;

  constructor(scope: Construct, id: string, { names, zoneId, providers }: CertificateProps) {
    super(scope, id);
    const [domainName, ...others] = names;
    const certificates = Object.entries(providers).map(([region, provider]) => {
      const certificate = new AcmCertificate(this, region, {
        provider,
        domainName,
        subjectAlternativeNames: [...names],
        validationMethod: "DNS",
        keyAlgorithm: "EC_prime256v1",
        // Other names make another certificate, which must be in use before the old one can go.
        lifecycle: { createBeforeDestroy: true },
      });
      if (names.some((name) => name.startsWith("*."))) {
        suppress(certificate, "certificate-names", "The environment asked for a name with a wildcard.");
      }
      return [region, certificate] as const;
    });
    this.arns = new Map(certificates.map(([region, { arn }]) => [region, arn]));
    const [first] = certificates;
    if (first === undefined) throw new Error(`${this.node.path}: needs at least one region`);
    // The record of a name is the same for all certificates of an account, in every region.
    for (const name of [domainName, ...others].filter((one) => !isCovered(one, names))) {
      this.validate(name, zoneId, first[1]);
    }
  }

  /** The certificate of a region. @throws {Error} for a region that was not asked for */
  arn(region: string): string {
    const found = this.arns.get(region);
    if (found === undefined) throw new Error(`${this.node.path}: no certificate in ${region}`);
    return found;
  }

  private validate(name: string, zoneId: string, certificate: AcmCertificate): void {
    const option = (attribute: string) =>
      `\${one([for option in ${certificate.fqn}.domain_validation_options : option.${attribute} if option.domain_name == "${name}"])}`;
    new Route53Record(this, `validation-${name}`, {
      zoneId,
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      ttl: 300,
    });
  }
}

/** `*.example.com` is validated by the record of `example.com`. */
function isCovered(name: string, names: readonly string[]): boolean {
  return name.startsWith("*.") && names.includes(name.slice(2));
}
