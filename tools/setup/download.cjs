// @ts-check
const { Buffer } = require("node:buffer");
module.exports = { download };

/** Without a byte for so long, a server is given up. */
const SILENCE_MS = 30_000;
const TOTAL_MS = 15 * 60_000;

/**
 * What lies under an address; redirects are followed, and HTTPS_PROXY, HTTP_PROXY and NO_PROXY respected.
 *
 * @param {string} url
 * @param {NodeJS.ProcessEnv} variables
 * @param {{ silenceMs?: number }} [limits]
 * @returns {Promise<Buffer>}
 * @throws {Error} with the address and the reason
 */
async function download(url, variables, { silenceMs = SILENCE_MS } = {}) {
  const { EnvHttpProxyAgent, fetch } = require("undici");
  const proxy = (/** @type {string} */ name) => variables[name.toLowerCase()] ?? variables[name];
  const agent = quietly(
    () =>
      new EnvHttpProxyAgent({
        httpProxy: proxy("HTTP_PROXY") ?? "",
        httpsProxy: proxy("HTTPS_PROXY") ?? "",
        noProxy: proxy("NO_PROXY") ?? "",
        connect: { timeout: silenceMs },
        headersTimeout: silenceMs,
        bodyTimeout: silenceMs,
      }),
  );
  try {
    const response = await fetch(url, { dispatcher: agent, signal: AbortSignal.timeout(TOTAL_MS) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`${url}: ${reason(error)}`, { cause: error });
  } finally {
    await agent.destroy();
  }
}

/**
 * Without the notice that a class may change one day: its version is pinned.
 *
 * @template T
 * @param {() => T} make
 */
function quietly(make) {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return make();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** @param {unknown} error the innermost says what has happened */
function reason(error) {
  let found = /** @type {Error} */ (error);
  while (found.cause instanceof Error) found = found.cause;
  return found.message !== "" ? found.message : String(/** @type {NodeJS.ErrnoException} */ (found).code);
}
