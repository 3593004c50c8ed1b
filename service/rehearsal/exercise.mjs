// Uses the application as its visitors do, through everything the platform gives it: makes a link (database,
// session), follows it a hundred times (cache, queue) and reads the number of clicks that the worker counted.
// Says in a sentence what happened; fails where an answer is wrong or the clicks do not arrive.
import { setTimeout as sleep } from "node:timers/promises";

const url = process.env.URL;
const CLICKS = 100;
const WITHIN_MS = 30_000;
/** What the load balancer adds. */
const FORWARDED = { "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https" };

const created = await fetch(`${url}/api/links`, {
  method: "POST",
  headers: { ...FORWARDED, "Content-Type": "application/json" },
  body: JSON.stringify({ url: "https://example.com/rehearsed" }),
});
if (created.status !== 201) {
  throw new Error(`POST /api/links answered ${created.status}: ${await created.text()}`);
}
const { code } = await created.json();
const cookie = created.headers
  .getSetCookie()
  .map((one) => one.split(";")[0])
  .join("; ");

for (let click = 0; click < CLICKS; click += 1) {
  const followed = await fetch(`${url}/l/${code}`, { headers: FORWARDED, redirect: "manual" });
  if (followed.status !== 302) throw new Error(`GET /l/${code} answered ${followed.status}`);
}

const deadline = Date.now() + WITHIN_MS;
for (;;) {
  const read = await fetch(`${url}/api/links/${code}`, { headers: { ...FORWARDED, cookie } });
  if (!read.ok) throw new Error(`GET /api/links/${code} answered ${read.status}: ${await read.text()}`);
  const { clicks } = await read.json();
  if (clicks === CLICKS) break;
  if (clicks > CLICKS || Date.now() > deadline) throw new Error(`${clicks} of ${CLICKS} clicks were counted`);
  await sleep(200);
}
console.log(`a link was made, followed ${CLICKS} times, and ${CLICKS} clicks were counted`);
