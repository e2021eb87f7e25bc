import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serveApp, type ServedApp } from "../../fixtures/served-app.ts";
import { NOON, status } from "../../fixtures/statuses.ts";

let app: ServedApp;
let token: string;
let now: number;
beforeEach(async () => {
  token = "first-token";
  now = NOON;
  app = await serveApp({
    statuses: [status()],
    access: { kind: "asked", token: async () => token, userHeader: undefined },
    now: () => now,
  });
});
afterEach(() => app.close(0));

const signIn = (given: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(`${app.url}/session`, { method: "POST", body: new URLSearchParams({ token: given }), headers });

const read = async (cookie: string): Promise<number> =>
  (await fetch(`${app.url}/api/v1/slos`, { headers: { cookie } })).status;

const cookieOf = (answer: Response): string => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

describe("a session", () => {
  it("begins with the token, and lets its browser read", async () => {
    const answer = await signIn("first-token");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^headroom_session=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await read(`theme=dark; ${cookieOf(answer)}; other=1`)).toBe(200);
    expect(await read("")).toBe(401);
  });

  it("is kept for TLS where it began behind it", async () => {
    const answer = await signIn("first-token", { "x-forwarded-proto": "https" });
    expect(answer.headers.get("set-cookie")).toMatch(/; Secure$/);
  });

  it("ends after half a day, with a new token, and when its browser says so", async () => {
    const cookie = cookieOf(await signIn("first-token"));
    now = NOON + 12 * 3_600_000 - 1000;
    expect(await read(cookie)).toBe(200);
    now = NOON + 12 * 3_600_000;
    expect(await read(cookie)).toBe(401);
    now = NOON;
    token = "second-token";
    expect(await read(cookie)).toBe(401);
    const left = await fetch(`${app.url}/session`, { method: "DELETE" });
    expect(left.headers.get("set-cookie")).toMatch(/^headroom_session=; Max-Age=0;/);
  });

  it("ends on the server too, for whoever has its cookie, and no other one does", async () => {
    const [one, other] = [cookieOf(await signIn("first-token")), cookieOf(await signIn("first-token"))];
    expect(one).not.toBe(other);
    const seen = await fetch(`${app.url}/api/v1/slos`, { headers: { cookie: one } });
    expect(seen.headers.get("headroom-session")).toBe("signed-in");
    await fetch(`${app.url}/session`, { method: "DELETE", headers: { cookie: one } });
    expect(await read(one)).toBe(401);
    expect(await read(other)).toBe(200);
    // Whoever has no session ends none.
    await fetch(`${app.url}/session`, { method: "DELETE", headers: { cookie: `${other}x` } });
    expect(await read(other)).toBe(200);
  });

  it("is told of to none that came in by the token itself", async () => {
    const seen = await fetch(`${app.url}/api/v1/slos`, { headers: { authorization: "Bearer first-token" } });
    expect([seen.status, seen.headers.get("headroom-session")]).toEqual([200, null]);
  });

  it.each(["", "headroom_session=", "headroom_session=99999999999.forged", "headroom_session=.x"])(
    "is not begun by a cookie that was made up: %s",
    async (cookie) => expect(await read(cookie)).toBe(401),
  );

  it("is not begun by a wrong token, of which few are tried at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => signIn(`wrong-${i}`)));
    const statuses = answers.map((answer) => answer.status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([401, 401, 401, 401, 429, 429, 429, 429]);
    expect(answers.some((answer) => answer.headers.has("set-cookie"))).toBe(false);
  });

  it("is not there to be begun where nobody is asked for a token", async () => {
    await app.close(0);
    app = await serveApp({ statuses: [status()] });
    expect((await signIn("any")).status).toBe(404);
  });
});
