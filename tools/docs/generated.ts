import { costDocument } from "../cost/document";
import { controlsDocument } from "../policy/controls";
import { configurationReference } from "./configuration";

/** Documents that are made, and by what. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  "docs/configuration.md": configurationReference,
  "docs/cost.md": costDocument,
  "docs/security-controls.md": controlsDocument,
};
