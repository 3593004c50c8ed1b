import { hourlyOf, pricesOf } from "./price";

const SOURCE = "https://aws.amazon.com/opensearch-service/pricing/";

/** us-east-1 and us-west-2. */
export const SEARCH = {
  ...hourlyOf(SOURCE, "2026-10", "search", {
    "t3.small.search": 0.036,
    "t3.medium.search": 0.073,
    "m5.large.search": 0.142,
    "m5.xlarge.search": 0.283,
    "m6g.large.search": 0.128,
    "m6g.xlarge.search": 0.256,
    "m6g.2xlarge.search": 0.511,
    "m7g.medium.search": 0.068,
    "m7g.large.search": 0.135,
    "m7g.xlarge.search": 0.271,
    "r5.large.search": 0.186,
    "r5.xlarge.search": 0.372,
    "r6g.large.search": 0.167,
    "r6g.xlarge.search": 0.335,
    "r6g.2xlarge.search": 0.669,
    "r7g.medium.search": 0.089,
    "r7g.large.search": 0.178,
    "r7g.xlarge.search": 0.356,
    "or1.medium.search": 0.105,
    "or1.large.search": 0.209,
    "or1.xlarge.search": 0.419,
  }),
  ...pricesOf(SOURCE, "2026-08", {
    "search.gp3.gb": [0.122, "GB-month"],
    "search.gp2.gb": [0.135, "GB-month"],
  }),
  ...pricesOf("https://aws.amazon.com/firehose/pricing/", "2026-08", {
    "firehose.gb": [0.029, "GB"],
    "firehose.vpc.gb": [0.01, "GB"],
    "firehose.vpc.hour": [0.01, "hour in a zone"],
  }),
};
