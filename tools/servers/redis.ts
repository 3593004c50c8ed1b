import { findProgram, freePort, startServer, type Server } from "./program";

/** A Redis server of its own, which keeps nothing on disk. */
export async function startRedis({ password }: { password?: string } = {}): Promise<Server> {
  const program = findProgram("redis-server", "valkey-server");
  const port = await freePort();
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  return startServer(program, [...flags, ...(password ? ["--requirepass", password] : [])], port);
}
