// cdktf records the complete call stack of every token, for a message it shows where a token can't be resolved.
// Without it, the message lacks the place; with it, a synthesis takes half as long again, and in a test, where every
// call stack is translated by source maps, three times as long.
require("cdktf/lib/tokens/private/stack-trace").captureStackTrace = () => [];
