import type { Lambda } from "@aws-sdk/client-lambda";
import type { PasswordRequest } from "../database-password/session";
import { nextLogin, parseLogin } from "./login";
import type { Rotated } from "./rotation";
import { type DatabaseOptions, findWriter } from "./writer";

export interface ApplicationPasswordOptions {
  readonly database: DatabaseOptions;
  /** Name of the function that signs in to its region's database, the same in every region. */
  readonly functionName: string;
  /** Client of a region. */
  readonly lambda: (region: string) => Pick<Lambda, "invoke">;
}

/**
 * The password of the application's user. RDS knows nothing of that user, so a function in the network of the database
 * that takes writes signs in and changes it. Open connections go on; the application reads the secret again once a new
 * one is refused.
 */
export function applicationPassword({ database, functionName, lambda }: ApplicationPasswordOptions): Rotated {
  const ask = async (payload: PasswordRequest): Promise<void> => {
    const { region } = await findWriter(database);
    const { FunctionError, Payload } = await lambda(region).invoke({
      FunctionName: functionName,
      Payload: Buffer.from(JSON.stringify(payload)),
    });
    if (FunctionError === undefined) return;
    const { errorMessage } = JSON.parse(Buffer.from(Payload ?? []).toString()) as { errorMessage?: string };
    throw new Error(`${functionName} in ${region}: ${errorMessage ?? FunctionError}`);
  };
  return {
    next: nextLogin,
    set: ({ pending, current, previous }) =>
      ask({
        wanted: parseLogin(pending),
        known: [current, previous].flatMap((value) =>
          value === undefined ? [] : [parseLogin(value).password],
        ),
      }),
    test: (pending) => ask({ wanted: parseLogin(pending), known: [] }),
  };
}
