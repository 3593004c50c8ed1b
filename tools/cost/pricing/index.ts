import type { Pricing } from "../charge";
import { COMPUTE } from "./compute";
import { DATA } from "./data";
import { DATABASE } from "./database";
import { DELIVERY } from "./delivery";
import { MONITORING } from "./monitoring";
import { NETWORK } from "./network";
import { SECURITY } from "./security";

/** How each type of resource is priced. Types without a charge of their own are in `free.ts`. */
export const PRICING: Readonly<Record<string, Pricing>> = {
  ...NETWORK,
  ...COMPUTE,
  ...DATABASE,
  ...DATA,
  ...MONITORING,
  ...SECURITY,
  ...DELIVERY,
};
