/** What is used of the client of Data Firehose. */
export interface Firehose {
  putRecordBatch(input: {
    readonly DeliveryStreamName: string;
    readonly Records: readonly { readonly Data: Uint8Array }[];
  }): Promise<{
    readonly FailedPutCount: number;
    readonly RequestResponses: readonly { readonly RecordId?: string; readonly ErrorCode?: string }[];
  }>;
}

export interface ForwarderOptions {
  readonly firehose: Firehose;
  /** Name of the delivery stream. */
  readonly stream: string;
  readonly environment: string;
  readonly region: string;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/** What CloudWatch Logs calls the function with. */
export interface LogsEvent {
  readonly awslogs: { readonly data: string };
}

/** A handler that sends each event of a batch as a record of its own. */
export function forwarder(options: ForwarderOptions): (event: LogsEvent) => Promise<{ forwarded: number }>;
