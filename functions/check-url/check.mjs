/**
 * Does the service answer users, seen from outside? `/` goes through DNS, certificate, firewall and load balancer to
 * a task; `/readyz` asks that task for its database. Nothing is written: a check that makes links would leave rows
 * and clicks of its own among those of users, and whether links can be made is what `/readyz` answers.
 */

/** Longest wait for an answer, in milliseconds. */
const PATIENCE_MS = 10_000;

const CHECKS = [
  { path: "/", expected: "the text Hello World!", accepts: (body) => body === "Hello World!" },
  {
    path: "/readyz",
    expected: "the status up or degraded",
    accepts: (body) => ["up", "degraded"].includes(statusOf(body)),
  },
];

/**
 * @param {object} options
 * @param {string} options.url public address, without a path
 * @param {typeof fetch} options.request
 * @param {Pick<Console, "log">} options.log
 * @throws {Error} naming the address, what was expected and what was answered
 */
export async function checkUrl({ url, request, log }) {
  for (const { path, expected, accepts } of CHECKS) {
    const address = new URL(path, url).href;
    const started = Date.now();
    const response = await answer(request, address);
    const body = await response.text();
    if (response.status !== 200 || !accepts(body)) {
      const given = `${response.status} ${body.slice(0, 200)}`;
      throw new Error(`${address}: expected status 200 and ${expected}; got ${given}`);
    }
    log.log(`${address}: as expected, after ${Date.now() - started} ms`);
  }
}

async function answer(request, address) {
  try {
    return await request(address, {
      redirect: "error",
      headers: { "user-agent": "webapp-canary" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new Error(`${address}: no answer: ${error.cause?.message ?? error.message}`, { cause: error });
  }
}

function statusOf(body) {
  try {
    return JSON.parse(body).status;
  } catch {
    return undefined;
  }
}
