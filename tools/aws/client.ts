import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";

type Credentials = ReturnType<typeof fromTemporaryCredentials>;

/** What every client of the AWS SDK is created with here. */
interface ClientConfig {
  readonly region: string;
  readonly credentials?: Credentials;
  readonly maxAttempts?: number;
  readonly requestHandler?: { readonly connectionTimeout: number; readonly requestTimeout: number };
}

let assumed: Credentials | undefined;

/**
 * From now on every client of this process acts as a role, as provider and backend do; undefined takes the caller's
 * own credentials again. They are renewed before they end.
 *
 * @param region where the role is asked for
 */
export function actAs(roleArn: string | undefined, region: string): void {
  assumed =
    roleArn === undefined
      ? undefined
      : fromTemporaryCredentials({
          params: { RoleArn: roleArn, RoleSessionName: "webapp-platform" },
          clientConfig: { region, maxAttempts: 2 },
        });
}

/**
 * A client of an AWS service, with the credentials that this environment is deployed with. The only place where one
 * is created: with the caller's own, a tool would act on whatever account the caller comes from.
 *
 * @param Client class of the client, such as `S3Client`
 */
export function awsClient<Client>(
  Client: new (config: ClientConfig) => Client,
  config: Omit<ClientConfig, "credentials">,
): Client {
  return new Client({ ...config, ...(assumed !== undefined && { credentials: assumed }) });
}
