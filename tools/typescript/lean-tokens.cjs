// Preloaded before a synthesis. cdktf records the complete call stack of every token, for a message it shows where a
// token can't be resolved; that takes a quarter of the time. Without it, the message lacks the place.
const traces = require("cdktf/lib/tokens/private/stack-trace");

traces.captureStackTrace = () => [];
