import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrationBuildspec } from "./migration-buildspec";

interface Buildspec {
  readonly phases: { readonly build: { readonly commands: readonly string[] } };
}

const { commands } = (JSON.parse(migrationBuildspec()) as Buildspec).phases.build;
const ROLE = "arn:aws:iam::333333333333:role/webapp-prod-us-east-1-pipeline-deployer";

/** The AWS CLI as far as the build calls it: it notes each call, and answers with the next file there is. */
const AWS = `#!/usr/bin/env bash
number=$(($(cat calls.count) + 1)); echo $number > calls.count
echo "$*" >> calls; cat "$AWS_CONFIG_FILE" > config
for one; do case $one in fileb://*) cat "\${one#fileb://}" >> payloads; echo >> payloads;; esac; done
[ -f "answer.$number" ] || exit 254
cp "answer.$number" "\${@: -1}"
cat "error.$number" 2>/dev/null || echo None
`;

describe("the build that has a migration run", () => {
  let directory: string;
  const write = (name: string, content: string) => {
    writeFileSync(join(directory, name), content, { mode: 0o755 });
  };
  const lines = (name: string) => readFileSync(join(directory, name), "utf8").trim().split("\n");
  /** The commands as CodeBuild runs them: one shell, ended by the first that fails. */
  const run = () =>
    spawnSync("bash", ["-e", "-c", commands.join("\n")], {
      cwd: directory,
      encoding: "utf8",
      env: {
        PATH: [directory, process.env["PATH"]].join(delimiter),
        DEPLOYER_ROLE: ROLE,
        FUNCTION: "arn:function",
        FUNCTION_REGION: "us-east-1",
        EVENT: "migration-prod-us-east-1.json",
      },
    });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "migrate-"));
    write("aws", AWS);
    write("calls.count", "0");
    write("migration-prod-us-east-1.json", '{"taskDefinition":"webapp-prod-migrate"}');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("calls the function as the environment's role, with each answer again, until the migration has succeeded", () => {
    write("answer.1", '{"task":"1","state":"running"}');
    write("answer.2", '{"task":"1","state":"succeeded"}');
    expect(run().status).toBe(0);
    expect(lines("calls")).toHaveLength(2);
    expect(lines("payloads")).toEqual([
      '{"taskDefinition":"webapp-prod-migrate"}',
      '{"task":"1","state":"running"}',
    ]);
    expect(lines("calls")[0]).toContain(
      "lambda invoke --profile deployer --region us-east-1 --function-name arn:function --cli-read-timeout 0",
    );
    expect(lines("config")).toEqual([
      "[profile deployer]",
      `role_arn = ${ROLE}`,
      "credential_source = EcsContainer",
      "role_session_name = migration",
    ]);
  });

  it("fails with what the function says where the migration fails", () => {
    write("answer.1", '{"errorMessage":"The migration failed"}');
    write("error.1", "Unhandled");
    const { status, stdout } = run();
    expect(status).toBe(1);
    expect(stdout).toContain("The migration failed");
    expect(lines("calls")).toHaveLength(1);
  });

  it("fails where the function can't be called", () => {
    expect(run().status).toBe(1);
    expect(lines("calls")).toHaveLength(1);
  });
});
