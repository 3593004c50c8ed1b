import { z } from "zod";
import { componentName, section, text } from "./values";

/** Further secrets of the application, such as API keys, by the variable they are given to the containers as. */
export const secrets = z
  .record(
    text(/^[A-Z][A-Z0-9_]{0,63}$/, "a variable name: upper-case letters, digits, underscores"),
    section({
      services: z
        .array(componentName)
        .optional()
        .describe("Services and tasks that get it. Default: all of them."),
    }),
  )
  .default({})
  .describe("Secrets of the application by variable. Their values are put into Secrets Manager, not here.");
