import { setTimeout as pause } from "node:timers/promises";
// Part of the Lambda runtime.
import { Firehose } from "@aws-sdk/client-firehose";
import { forwarder } from "./forwarder.mjs";

const { AWS_REGION, DELIVERY_STREAM, ENVIRONMENT } = process.env;

export const handler = forwarder({
  firehose: new Firehose(),
  stream: DELIVERY_STREAM,
  environment: ENVIRONMENT,
  region: AWS_REGION,
  pause,
});
