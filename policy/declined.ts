/**
 * Published controls for the types that the platform makes which are no rules, with the reason. Controls for services
 * that the platform does not use are left out.
 */
export const DECLINED: readonly (readonly [controls: string, asks: string, reason: string])[] = [
  [
    "EC2.10, EC2.55–EC2.60",
    "interface endpoints for certain services in every VPC",
    "Each is paid for by the hour; network.interfaceEndpoints decides, and NAT is the other way.",
  ],
  [
    "EC2.22, CKV2_AWS_5, KICS: Security Group Not Used",
    "no security group without use",
    "Groups are made in one place so that none waits for another; one without members admits nothing.",
  ],
  ["EC2.172", "the VPC blocks internet gateways", "Load balancers face the internet on purpose."],
  [
    "S3.10, S3.11, CKV2_AWS_62",
    "events for changes of objects",
    "Nothing would listen; CloudTrail's data events are a choice of the baseline.",
  ],
  [
    "S3.22, S3.23, CIS 3.8, CIS 3.9",
    "a record of every access to an object",
    "It is paid by the event; baseline.trail.dataEvents switches it on.",
  ],
  [
    "S3.15, S3.20, CKV_AWS_143, KICS: S3 Bucket Without MFA Delete",
    "object lock, deletion with a second factor",
    "Both keep Terraform from removing an environment; the state's versions never expire instead.",
  ],
  [
    "S3.7, CKV_AWS_144",
    "copies of buckets in another region",
    "Databases are copied by AWS Backup. Buckets hold logs, artifacts and the state, without which another region takes over.",
  ],
  [
    "KICS: VPC Without Network Firewall",
    "a network firewall in every VPC",
    "Nothing routes into private subnets from outside; the cost exceeds that of all other parts.",
  ],
  [
    "AVD-AWS-0053",
    "load balancers are not public",
    "The application is for the public; a firewall stands in front of it.",
  ],
  [
    "RDS.14, CKV_AWS_326",
    "Aurora can go back in time",
    "It exists for MySQL only; restoring to a moment does the same.",
  ],
  [
    "RDS.19–RDS.22",
    "events of databases are announced",
    "EventBridge announces them (constructs/monitoring), with no subscription of RDS.",
  ],
  ["ELB.10, CKV_AWS_152", "balancing across zones", "An Application Load Balancer always does."],
  [
    "Lambda.6, KICS: Lambda Function Without Tags; tagging controls of Security Hub",
    "a tag for each resource",
    "Checked for every type at once (tags), with default tags from the provider.",
  ],
  [
    "CIS 4.1–4.15, CloudWatch.1–CloudWatch.14, and the same of Trivy and KICS",
    "metric filters for calls of the API",
    "GuardDuty and Security Hub look for the same, in every region; findings go to the alert topic.",
  ],
  [
    "Config.1, CKV2_AWS_45",
    "AWS Config records everything",
    "It is paid by the change; Security Hub says which controls wait for it.",
  ],
  [
    "ELB.21, ELB.22",
    "encrypted traffic and health checks between load balancer and targets",
    "TLS ends at the load balancer; what follows stays in private subnets, where security groups admit it alone.",
  ],
  [
    "Inspector.1–Inspector.4",
    "Amazon Inspector scans instances, images and functions",
    "There are no instances; images are scanned by ECR before they run, functions have no dependencies of their own.",
  ],
  ["Macie.1", "Macie looks for personal data in buckets", "Buckets hold logs, states and artifacts only."],
  [
    "IAM.18, CIS 1.17",
    "a role for AWS Support",
    "Whom it is for is known to the organization, not to this platform.",
  ],
  [
    "Account.1, CIS 1.2",
    "the account has a security contact",
    "Who that is belongs to the account's owner, as its other contacts do; set in the console once.",
  ],
  [
    "SSM.7",
    "documents of Systems Manager can't be made public",
    "The platform makes none; a setting of the account: aws ssm update-service-setting.",
  ],
  [
    "IAM.6, IAM.9, CIS 1.4–1.6",
    "the root user has no keys and a second factor",
    "Nothing that Terraform could set.",
  ],
];
