import { Client } from "./client";
import { configurer } from "./configurer";
import type { Settings } from "./wanted";

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

export const handler = configurer({
  client: new Client({
    endpoint: `https://${variable("ENDPOINT")}`,
    region: variable("AWS_REGION"),
    // They are valid as long as the environment is that they stand in.
    credentials: () => ({
      accessKeyId: variable("AWS_ACCESS_KEY_ID"),
      secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
      sessionToken: process.env["AWS_SESSION_TOKEN"],
    }),
    now: () => new Date(),
  }),
  settings: JSON.parse(variable("SETTINGS")) as Settings,
  log: (entry) => {
    // With Lambda's JSON log format, an object becomes the entry's message as it is.
    console.info(entry);
  },
});
