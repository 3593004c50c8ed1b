import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { suppress } from "../../policy/suppression";

export interface CertificateProps {
  /** All names, the main one first. Those with `*.` cover one level. */
  readonly names: readonly [string, ...string[]];
  /** Zone that holds all of them. */
  readonly zoneId: string;
  /** The region that it is for; others of the account may have one for the same names. */
  readonly region: string;
}

/**
 * A certificate for a load balancer of its region, and the records by which ACM sees, now and at every renewal, that the
 * names are ours. It belongs into the stack of the listener that uses it: other names make another certificate, and AWS
 * deletes none that is in use.
 *
 * ACM asks for one record a name, the same in every region of an account. As weighted records with the region as
 * identifier each region has its own, which it makes and removes without the others; one region alone has them in the
 * same form, since all records of a name must have one routing policy.
 * https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html,
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */
export class Certificate extends Construct {
  /** The ARN, known once ACM has issued it: a listener takes no other. */
  readonly arn: string;
  /**
   * The same ARN, known as soon as ACM was asked. For whatever is created before its predecessor is destroyed: Terraform
   * then treats everything that it depends on so, and of the validation records Route 53 takes no second one.
   */
  readonly requestedArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CertificateProps,
  ) {
    super(scope, id);
    const { names } = props;
    const [domainName] = names;
    const certificate = new AcmCertificate(this, "Default", {
      domainName,
      subjectAlternativeNames: [...names],
      validationMethod: "DNS",
      keyAlgorithm: "EC_prime256v1",
      // The listener takes the new one before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    });
    this.requestedArn = certificate.arn;
    if (names.some((name) => name.startsWith("*."))) {
      suppress(certificate, "certificate-names", "The environment asked for a name with a wildcard.");
    }
    const records = names
      .filter((name) => !isCovered(name, names))
      .map((name) => this.validate(name, certificate));
    // Not created before the old one is destroyed: the records, which it depends on, would have to be too, and Route 53
    // takes no second one of the same name and identifier.
    this.arn = new AcmCertificateValidation(this, "issued", {
      certificateArn: certificate.arn,
      validationRecordFqdns: records.map(({ fqdn }) => fqdn),
    }).certificateArn;
  }

  private validate(name: string, certificate: AcmCertificate): Route53Record {
    const option = (attribute: string) =>
      `\${one([for option in ${certificate.fqn}.domain_validation_options : option.${attribute} if option.domain_name == "${name}"])}`;
    return new Route53Record(this, `validation-${name}`, {
      zoneId: this.props.zoneId,
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      ttl: 300,
      setIdentifier: this.props.region,
      weightedRoutingPolicy: { weight: 1 },
    });
  }
}

/** `*.example.com` is validated by the record of `example.com`. */
function isCovered(name: string, names: readonly string[]): boolean {
  return name.startsWith("*.") && names.includes(name.slice(2));
}
