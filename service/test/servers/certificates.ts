import { chownSync, chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram, runProgram } from "./program.js";

export interface Certificates {
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes an authority and a certificate for 127.0.0.1, which only tests trust. */
export function makeCertificates(directory: string, owner?: { uid: number; gid: number }): Certificates {
  const openssl = findProgram("openssl");
  const file = (name: string): string => join(directory, name);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const ca = ["-x509", "-days", "2", "-subj", "/CN=test authority", "-keyout", file("ca.key"), "-out", file("ca.pem")];
  runProgram(openssl, ["req", ...newKey, ...ca]);
  const request = ["-subj", "/CN=127.0.0.1", "-keyout", file("server.key"), "-out", file("server.csr")];
  runProgram(openssl, ["req", ...newKey, ...request]);
  writeFileSync(file("server.ext"), "subjectAltName=IP:127.0.0.1\n");
  const sign = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "2"];
  const signed = ["-extfile", file("server.ext"), "-in", file("server.csr"), "-out", file("server.pem")];
  runProgram(openssl, ["x509", "-req", ...sign, ...signed]);
  for (const name of ["server.key", "server.pem"]) {
    chmodSync(file(name), 0o600);
    if (owner) chownSync(file(name), owner.uid, owner.gid);
  }
  return { ca: readFileSync(file("ca.pem"), "utf8"), certificateFile: file("server.pem"), keyFile: file("server.key") };
}
