import { handlerOf } from "../database-password/handler";
import { connectPostgres } from "./connect";

export const handler = handlerOf(connectPostgres);
