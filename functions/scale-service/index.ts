// Both are part of the Lambda runtime.
import { ApplicationAutoScaling } from "@aws-sdk/client-application-auto-scaling";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { scaler } from "./scaler";

export const handler = scaler({
  cloudWatch: new CloudWatch(),
  autoScaling: new ApplicationAutoScaling(),
  namespace: process.env["METRICS_NAMESPACE"] ?? "",
  now: () => new Date(),
  log: (entry) => {
    // With Lambda's JSON log format, an object becomes the entry's message as it is.
    console.info(entry);
  },
});
