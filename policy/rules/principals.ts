import { sentBy } from "../assuming-services";
import { shown } from "../findings";
import { allowed, nameOf, typesWith } from "../policy-attributes";
import type { PolicyStatement, Principal } from "../document";
import { asList } from "../resource";
import { rules } from "../rule";

/** Conditions that tell for whom a service, or somebody unnamed, acts. */
const SOURCE_KEYS = new Set([
  "aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner",
  "kms:calleraccount", "kms:encryptioncontext:aws:logs:arn", "kms:encryptioncontext:aws:cloudtrail:arn",
  "kms:encryptioncontext:aws:s3:arn",
]); // prettier-ignore
const CALLER_KEYS = new Set([
  ...SOURCE_KEYS, "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths",
  "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
]); // prettier-ignore

/** A value of a condition that means everybody restricts nobody. */
const restrictedBy = ({ conditions }: PolicyStatement, keys: ReadonlySet<string>) =>
  conditions.some(
    ({ key, operator, values }) =>
      keys.has(key) &&
      !/^(ForAllValues:|Null)|IfExists$|Not/.test(operator) &&
      values.length > 0 &&
      !values.includes("*"),
  );

const everybody = ({ value }: Principal) => value === "*";
const accountOf = ({ kind, value }: Principal) =>
  kind === "AWS"
    ? (/^\d{12}$/.exec(value)?.[0] ?? /^arn:aws[\w-]*:(?:iam|sts)::(\d{12}):/.exec(value)?.[1])
    : undefined;

const CONFUSED_DEPUTY = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html";

const isService = ({ kind }: Principal) => kind === "Service";

export const principalRules = rules(
  {
    id: "policy-public",
    title: "No policy allows anything to everybody.",
    severity: "critical",
    types: typesWith("resource", "trust"),
    rationale: "Every AWS account, or the whole internet, could use the resource.",
    fix: "Name the principals, or add a condition such as aws:SourceAccount.",
    controls: [
      "S3.2", "S3.3", "SQS.3", "SNS.4", "KMS.5", "CKV_AWS_32", "CKV_AWS_33", "CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_70",
      "CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_387", "AVD-AWS-0032",
    ], // prettier-ignore
    check: (resource) =>
      allowed(resource).flatMap((statement) => [
        ...(statement.principals.some(everybody) && !restrictedBy(statement, CALLER_KEYS)
          ? [`${nameOf(statement)} allows everybody ${statement.actions.join(", ")}`]
          : []),
        ...(statement.exceptPrincipals ? [`${nameOf(statement)} has NotPrincipal`] : []),
      ]),
  },
  {
    id: "policy-other-account",
    title: "No policy allows something to another account.",
    severity: "medium",
    types: typesWith("resource", "trust"),
    rationale: "What happens in another account is decided and logged there.",
    fix: "Name principals of this account.",
    controls: ["S3.6", "CKV_AWS_385"],
    check: (resource) => {
      const own = resource.stack.account;
      return allowed(resource).flatMap((statement) =>
        statement.principals
          .filter((principal) => accountOf(principal) !== undefined && accountOf(principal) !== own)
          .map(
            ({ value }) => `${nameOf(statement)} allows ${value}, which is not of the account ${own ?? "?"}`,
          ),
      );
    },
  },
  {
    id: "policy-service-source",
    title: "A service may use a resource on behalf of this account only.",
    severity: "medium",
    types: typesWith("resource"),
    rationale: "The service acts for whoever asks it to, from any account (the confused deputy).",
    fix: "Add a condition on aws:SourceAccount or aws:SourceArn.",
    controls: [],
    source: CONFUSED_DEPUTY,
    check: (resource) =>
      allowed(resource)
        .filter((statement) => statement.principals.some(isService) && !restrictedBy(statement, SOURCE_KEYS))
        .map((statement) => {
          const services = statement.principals.filter(isService).map(({ value }) => value);
          return `${nameOf(statement)} allows ${services.join(", ")} without aws:SourceAccount or aws:SourceArn`;
        }),
  },
  {
    id: "trust-confused-deputy",
    title: "A service that says for whom it acts may assume a role on behalf of this account only.",
    severity: "medium",
    types: ["aws_iam_role"],
    rationale: "The service acts for whoever asks it to, from any account (the confused deputy).",
    fix: "Add a condition on aws:SourceAccount or aws:SourceArn, as ServiceRole does.",
    controls: ["CKV_AWS_60"],
    source: CONFUSED_DEPUTY,
    check: (role) =>
      allowed(role).flatMap((statement) =>
        statement.principals
          .filter(isService)
          .filter(({ value }) => sentBy(value)?.length !== 0 && !restrictedBy(statement, SOURCE_KEYS))
          .map(({ value }) => `${value} may assume it without aws:SourceAccount or aws:SourceArn`),
      ),
  },
  {
    id: "trust-usable",
    title: "A service that a role trusts can assume it.",
    severity: "high",
    types: ["aws_iam_role"],
    rationale: "A condition on a key that the service does not send refuses the service itself.",
    fix: "Ask only for keys that policy/assuming-services.ts has for the service; add a service with AWS's page.",
    controls: [],
    source:
      "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
    check: (role) =>
      allowed(role).flatMap(({ principals, conditions }) =>
        principals.filter(isService).flatMap(({ value: service }) => {
          const sent = sentBy(service);
          if (sent === undefined) return [`nothing is known of how ${service} assumes a role`];
          const keys = new Set<string>(sent.map((key) => key.toLowerCase()));
          return conditions
            .filter(({ operator, key }) => !operator.endsWith("IfExists") && !keys.has(key))
            .map(({ key }) => `${service} does not send ${key}`);
        }),
      ),
  },
  {
    id: "trust-federation",
    title: "Who is signed in elsewhere assumes a role only as the very subject it is for.",
    severity: "critical",
    types: ["aws_iam_role"],
    rationale: "Without sub and aud, every repository that the provider knows could assume the role.",
    fix: "Compare <provider>:aud and <provider>:sub with StringEquals; in StringLike, keep * out of owner and repository.",
    controls: ["CKV_AWS_358"],
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_secure-by-default.html",
    check: (role) => allowed(role).filter(isWebIdentity).flatMap(federation),
  },
  {
    id: "oidc-provider",
    title: "An identity provider is known by HTTPS, and its tokens are meant for AWS.",
    severity: "high",
    types: ["aws_iam_openid_connect_provider"],
    rationale: "A token that was issued for something else could be used here.",
    fix: 'Set url to an https address and client_id_list to ["sts.amazonaws.com"].',
    controls: ["CKV_AWS_358"],
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    check: (provider) => {
      const audiences = asList(provider.get("client_id_list"));
      const url = provider.get("url");
      return [
        ...(audiences.length === 1 && audiences[0] === "sts.amazonaws.com"
          ? []
          : [shown(provider, "client_id_list")]),
        ...(typeof url === "string" && url.startsWith("https://") ? [] : [shown(provider, "url")]),
      ];
    },
  },
);

function isWebIdentity({ actions, principals }: PolicyStatement): boolean {
  return (
    actions.includes("sts:AssumeRoleWithWebIdentity") || principals.some(({ kind }) => kind === "Federated")
  );
}

/** A subject such as `repo:owner/name:ref:refs/heads/main`; a wildcard is allowed after the repository only. */
const SUBJECT = /^repo:[^*?/]+\/[^*?:]+:.*[^*?:].*$/;

function federation(statement: PolicyStatement): string[] {
  const compared = (name: string) =>
    statement.conditions.filter(
      ({ key, operator }) =>
        key.endsWith(`:${name}`) && /^(ForAnyValue:)?String(Equals|Like)$/.test(operator),
    );
  const subjects = compared("sub").flatMap(({ values }) => values);
  const audiences = compared("aud").flatMap(({ values }) => values);
  const open = subjects.filter((subject) =>
    subject.startsWith("repo:") ? !SUBJECT.test(subject) : subject.includes("*"),
  );
  return [
    ...(subjects.length === 0 ? [`${nameOf(statement)} does not compare sub`] : []),
    ...(audiences.length === 0 ? [`${nameOf(statement)} does not compare aud`] : []),
    ...open.map((subject) => `${nameOf(statement)} accepts the subject ${subject}`),
    ...audiences
      .filter((audience) => audience.includes("*"))
      .map((value) => `${nameOf(statement)} accepts ${value}`),
  ];
}
