import type { Rule } from "../rule";
import { accountRules } from "./account";
import { bucketRules } from "./buckets";
import { containerRules } from "./containers";
import { databaseRules } from "./databases";
import { defaultRules } from "./defaults";
import { deliveryRules } from "./delivery";
import { edgeRules } from "./edge";
import { functionRules } from "./functions";
import { keyRules } from "./keys";
import { loadBalancerRules } from "./load-balancers";
import { logRules } from "./logs";
import { messageRules } from "./messages";
import { monitoringRules } from "./monitoring";
import { networkRules } from "./network";
import { policyRules } from "./policies";
import { principalRules } from "./principals";
import { secretRules } from "./secrets";
import { securityGroupRules } from "./security-groups";
import { storeRules } from "./stores";
import { transportRules } from "./transport";

const ALL = [
  ...policyRules,
  ...principalRules,
  ...transportRules,
  ...keyRules,
  ...secretRules,
  ...bucketRules,
  ...messageRules,
  ...databaseRules,
  ...storeRules,
  ...networkRules,
  ...securityGroupRules,
  ...loadBalancerRules,
  ...edgeRules,
  ...containerRules,
  ...functionRules,
  ...logRules,
  ...monitoringRules,
  ...accountRules,
  ...defaultRules,
  ...deliveryRules,
];

/** The id of a rule. */
export type RuleId = (typeof ALL)[number]["id"];

/** The security policy: every rule that every stack has to keep. */
export const RULES: readonly (Rule & { readonly id: RuleId })[] = ALL;
