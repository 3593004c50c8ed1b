/** Part of the Lambda runtime. The one operation that is called here is declared, instead of installing the package. */
declare module "@aws-sdk/client-cloudwatch-logs" {
  export const CloudWatchLogs: new () => import("./runner").Logs;
}
