import { describe, expect, it, vi } from "vitest";
import { createTestLog } from "../../test/log.js";
import { RotatedLogin, type Login } from "./rotatedLogin.js";

const old: Login = { username: "app", password: "old" };
const fresh: Login = { username: "app", password: "new" };
const rejection = Object.assign(new Error("access denied"), { severity: "FATAL", code: "28P01" });

/** A server that takes one password, and a secret that can be changed. */
function setup(secret: Login | undefined, accepted = fresh) {
  const { log, lines } = createTestLog();
  const state = { secret, accepted };
  const read = vi.fn(() =>
    state.secret === undefined ? Promise.reject(new Error("away")) : Promise.resolve(state.secret),
  );
  const attempt = vi.fn(({ password }: Login) =>
    password === state.accepted.password ? Promise.resolve("connected") : Promise.reject(rejection),
  );
  return { login: new RotatedLogin(old, read, log), read, attempt, state, lines };
}

describe("D5/W5: RotatedLogin", () => {
  it("does not read the secret while the login is accepted", async () => {
    const { login, read, attempt } = setup(fresh, old);
    expect(await login.connect(attempt)).toBe("connected");
    expect(read).not.toHaveBeenCalled();
  });

  it("reads the secret once for everybody who was rejected, and connects with what it holds", async () => {
    const { login, read, attempt } = setup(fresh);
    const connected = await Promise.all(Array.from({ length: 20 }, () => login.connect(attempt)));
    expect(new Set(connected)).toEqual(new Set(["connected"]));
    expect(read).toHaveBeenCalledTimes(1);
    attempt.mockClear();
    await login.connect(attempt);
    expect(attempt.mock.calls).toEqual([[fresh]]);
  });

  it("rejects where the secret holds nothing newer, and does not ask for it with each connection", async () => {
    const { login, read, attempt } = setup(old);
    for (let index = 0; index < 5; index += 1) await expect(login.connect(attempt)).rejects.toBe(rejection);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it("finds a secret that comes later than the new password", async () => {
    vi.useFakeTimers();
    try {
      const { login, attempt, state } = setup(old);
      await expect(login.connect(attempt)).rejects.toBe(rejection);
      state.secret = fresh;
      vi.advanceTimersByTime(3000);
      expect(await login.connect(attempt)).toBe("connected");
    } finally {
      vi.useRealTimers();
    }
  });

  it("rejects where the secret cannot be read, and says so", async () => {
    const { login, attempt, lines } = setup(undefined);
    await expect(login.connect(attempt)).rejects.toBe(rejection);
    expect(lines.map(({ msg }) => msg)).toEqual(["the secret of the database cannot be read"]);
  });

  it("takes an outage for what it is", async () => {
    const { login, read } = setup(fresh);
    const outage = new Error("connect ECONNREFUSED");
    await expect(login.connect(() => Promise.reject(outage))).rejects.toBe(outage);
    expect(read).not.toHaveBeenCalled();
  });
});
