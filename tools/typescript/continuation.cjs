// Preloaded to run the app on cdktn, the community's continuation of cdktf: whoever asks for the one gets the other.
const Module = require("node:module");

const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const renamed =
    request === "cdktf" || request.startsWith("cdktf/") ? request.replace("cdktf", "cdktn") : request;
  return resolve.call(this, renamed, ...rest);
};
