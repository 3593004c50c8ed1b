// @ts-check
// Serves a directory on loopback and writes the address: serve.cjs DIRECTORY
const { createReadStream, statSync } = require("node:fs");
const { createServer } = require("node:http");
const { join, normalize } = require("node:path");

const [directory = ""] = process.argv.slice(2);
const server = createServer((request, response) => {
  const path = join(directory, normalize(new URL(request.url ?? "/", "http://localhost").pathname));
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return void response.writeHead(404).end();
  response.writeHead(200, { "Content-Length": found.size });
  createReadStream(path).pipe(response);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
});
