// The yardstick: the "Hello World!" of the Express documentation, with nothing else.
import express from "express";

const app = express();
app.get("/", (_request, response) => {
  response.send("Hello World!");
});
const server = app.listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
});
