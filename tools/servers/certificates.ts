import { chmodSync, chownSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram, runProgram } from "./program";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface Certificates {
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** Makes an authority, which only tests trust, and a certificate for `localhost`. */
export function makeCertificates(directory: string, owner?: Owner): Certificates {
  const files = ["-keyout", join(directory, "ca.key"), "-out", join(directory, "ca.pem")];
  runProgram(findProgram("openssl"), [
    "req",
    ...newKey,
    "-x509",
    "-days",
    "2",
    "-subj",
    "/CN=test authority",
    ...files,
  ]);
  issueCertificate(directory, "localhost", owner);
  return {
    ca: readFileSync(join(directory, "ca.pem"), "utf8"),
    certificateFile: join(directory, "server.pem"),
    keyFile: join(directory, "server.key"),
  };
}

/** Replaces the server's certificate by one for this host. */
export function issueCertificate(directory: string, host: string, owner?: Owner): void {
  const openssl = findProgram("openssl");
  const file = (name: string): string => join(directory, name);
  const request = ["-subj", `/CN=${host}`, "-keyout", file("server.key"), "-out", file("server.csr")];
  runProgram(openssl, ["req", ...newKey, ...request]);
  writeFileSync(file("server.ext"), `subjectAltName=DNS:${host}\n`);
  const sign = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "2"];
  const signed = ["-extfile", file("server.ext"), "-in", file("server.csr"), "-out", file("server.pem")];
  runProgram(openssl, ["x509", "-req", ...sign, ...signed]);
  for (const name of ["server.key", "server.pem"]) {
    chmodSync(file(name), 0o600);
    if (owner) chownSync(file(name), owner.uid, owner.gid);
  }
}
