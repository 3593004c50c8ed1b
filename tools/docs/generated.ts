import { optionsOfCommands } from "../cli/commands";
import { costDocument } from "../cost/document";
import { controlsDocument } from "../policy/controls";
import { configurationReference } from "./configuration";

/** Documents, and data of tools, that are made, and by what. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  "docs/configuration.md": configurationReference,
  "docs/cost.md": costDocument,
  "docs/security-controls.md": controlsDocument,
  "tools/cli/options.json": () => JSON.stringify(optionsOfCommands(), undefined, 2),
};
