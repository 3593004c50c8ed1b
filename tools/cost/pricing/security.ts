import type { Charge, Pricing } from "../charge";

const component = "security" as const;

/** In the second and third year AWS charges each rotation again. https://aws.amazon.com/kms/pricing/ */
const key: Pricing = (_, { assume }) => [
  { component, what: "key", price: "kms.key", quantity: 1 },
  {
    component,
    what: "key, requests",
    price: "kms.requests",
    quantity: assume.kmsRequests / 10,
    usage: true,
  },
];

const secret: Pricing = (resource) => [
  { component, what: "secret", price: "secret", quantity: 1 + resource.list("replica").length },
];

const detector: Pricing = (_, { assume }) => [
  {
    component,
    what: "GuardDuty, events",
    price: "guardduty.events",
    quantity: assume.trailEvents,
    usage: true,
  },
  {
    component,
    what: "GuardDuty, network",
    price: "guardduty.flow.gb",
    quantity: assume.detectionGb,
    usage: true,
  },
];

/** Protection plans; those against malware are charged when something is found. */
const feature: Pricing = (resource, { assume }) => {
  if (resource.text("status") !== "ENABLED") return [];
  const plan = (price: string, quantity: number): Charge[] => [
    { component, what: "GuardDuty, protection plan", price, quantity, usage: true },
  ];
  switch (resource.text("name")) {
    case "S3_DATA_EVENTS":
      return plan("guardduty.s3", assume.s3Events);
    case "RDS_LOGIN_EVENTS":
      return plan("guardduty.rds", assume.databaseVcpus);
    case "LAMBDA_NETWORK_LOGS":
      return plan("guardduty.lambda.gb", assume.otherLogGb);
    case "RUNTIME_MONITORING":
      return plan("guardduty.runtime", assume.taskVcpus);
    default:
      return [];
  }
};

const standard: Pricing = (_, { assume }) => [
  {
    component,
    what: "Security Hub, checks",
    price: "securityhub.check",
    quantity: assume.checks * 1000,
    usage: true,
  },
];

/** The first copy of management events is free. */
const trail: Pricing = (resource, { assume }) => {
  const insights = resource.list("insight_selector").length > 0;
  const data = resource.list("advanced_event_selector").length > 0;
  return [
    ...(data
      ? [
          {
            component,
            what: "data events",
            price: "cloudtrail.data",
            quantity: assume.s3Events * 10,
            usage: true,
          },
        ]
      : []),
    ...(insights
      ? [
          {
            component,
            what: "events analyzed",
            price: "cloudtrail.insights",
            quantity: assume.trailEvents * 10,
            usage: true,
          },
        ]
      : []),
  ];
};

const analyzer: Pricing = (resource, { assume }) =>
  resource.text("type")?.endsWith("UNUSED_ACCESS") === true
    ? [
        {
          component,
          what: "unused access",
          price: "accessanalyzer.unused",
          quantity: assume.roles,
          usage: true,
        },
      ]
    : [];

export const SECURITY: Readonly<Record<string, Pricing>> = {
  aws_accessanalyzer_analyzer: analyzer,
  aws_cloudtrail: trail,
  aws_guardduty_detector: detector,
  aws_guardduty_detector_feature: feature,
  aws_kms_key: key,
  aws_kms_replica_key: key,
  aws_secretsmanager_secret: secret,
  aws_securityhub_standards_subscription: standard,
};
