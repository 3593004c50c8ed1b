import { Buffer } from "node:buffer";
import { documentsOf } from "./documents.mjs";

/**
 * What one call takes: https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 * A few bytes less than 4 MiB, which count base64 as well.
 */
const MOST_RECORDS = 500;
const MOST_BYTES = 3_000_000;

/** Pauses before what was refused is sent again. Firehose refuses what comes faster than the stream may grow. */
const PAUSES_MS = [200, 400, 800, 1600, 3200];

/**
 * @param {import("./forwarder.d.mts").ForwarderOptions} options
 * @returns a handler of the batches of a log group's subscription
 */
export function forwarder({ firehose, stream, environment, region, pause }) {
  return async function handler({ awslogs }) {
    const records = documentsOf(awslogs.data, { environment, region }).map((document) =>
      Buffer.from(JSON.stringify(document)),
    );
    for (const batch of batches(records)) await send(batch);
    return { forwarded: records.length };
  };

  /** Sends a batch, and again what was not taken of it; Lambda repeats the whole call where that does not help. */
  async function send(batch) {
    let left = batch;
    for (const milliseconds of [...PAUSES_MS, undefined]) {
      const refused = await put(left);
      if (refused.records.length === 0) return;
      left = refused.records;
      if (milliseconds === undefined) {
        throw new Error(
          `${stream} did not take ${left.length} of ${batch.length} records: ${refused.reason}`,
        );
      }
      await pause(milliseconds);
    }
  }

  async function put(records) {
    const { FailedPutCount, RequestResponses } = await firehose.putRecordBatch({
      DeliveryStreamName: stream,
      Records: records.map((Data) => ({ Data })),
    });
    if (FailedPutCount === 0) return { records: [], reason: undefined };
    const failed = RequestResponses.map(({ ErrorCode }, index) => ({
      ErrorCode,
      record: records[index],
    })).filter(({ ErrorCode }) => ErrorCode !== undefined);
    return { records: failed.map(({ record }) => record), reason: failed[0]?.ErrorCode };
  }
}

function batches(records) {
  const all = [];
  let bytes = 0;
  for (const record of records) {
    const last = all.at(-1);
    if (last === undefined || last.length === MOST_RECORDS || bytes + record.length > MOST_BYTES) {
      all.push([record]);
      bytes = record.length;
    } else {
      last.push(record);
      bytes += record.length;
    }
  }
  return all;
}
