import { handlerOf } from "../database-password/handler";
import { connectMysql } from "./connect";

export const handler = handlerOf(connectMysql);
