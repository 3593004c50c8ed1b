// Loaded into a measured process: answers each message with the processor time used so far, in microseconds.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send(user + system);
});
// The measuring process must not keep this one alive.
process.channel.unref();
