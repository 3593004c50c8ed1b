// @ts-check
// Lets every command, and what it starts, find the Terraform that the set-up has downloaded. The set-up keeps none where
// the PATH has one that is new enough.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { tools } = require("./programs.cjs");

const own = join(tools, "bin");
const path = process.env["PATH"] ?? "";
if (existsSync(own) && !path.split(":").includes(own)) process.env["PATH"] = `${own}:${path}`;
