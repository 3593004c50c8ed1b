import { pricesOf } from "./price";

/** us-east-1 and us-west-2. */
export const COMPUTE = {
  ...pricesOf("https://aws.amazon.com/fargate/pricing/", "2026-10", {
    "fargate.x86.vcpu": [0.04048, "vCPU-hour"],
    "fargate.x86.gb": [0.004445, "GB-hour"],
    "fargate.arm.vcpu": [0.03238, "vCPU-hour"],
    "fargate.arm.gb": [0.00356, "GB-hour"],
    "fargate.disk": [0.000111, "GB-hour above 20 GB"],
  }),
  ...pricesOf("https://aws.amazon.com/lambda/pricing/", "2026-08", {
    "lambda.requests": [0.2, "million requests"],
    "lambda.x86.gbs": [0.0000166667, "GB-second"],
    "lambda.arm.gbs": [0.0000133334, "GB-second"],
  }),
  ...pricesOf("https://aws.amazon.com/ecr/pricing/", "2026-08", { "ecr.gb": [0.1, "GB-month"] }),
  ...pricesOf("https://aws.amazon.com/codebuild/pricing/", "2026-08", {
    "build.arm.small": [0.0034, "minute"],
    "build.arm.large": [0.015, "minute"],
    "build.x86.small": [0.005, "minute"],
    "build.x86.medium": [0.01, "minute"],
    "build.x86.large": [0.02, "minute"],
  }),
  ...pricesOf("https://aws.amazon.com/codepipeline/pricing/", "2026-08", {
    "pipeline.v1": [1, "active pipeline"],
    "pipeline.v2.minute": [0.002, "minute of an action"],
  }),
  ...pricesOf("https://aws.amazon.com/codecommit/pricing/", "2026-08", {
    "codecommit.user": [1, "active user above five"],
  }),
};
