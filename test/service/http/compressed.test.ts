import { request } from "undici";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { serveApp, type ServedApp } from "../../fixtures/served-app.ts";
import { status } from "../../fixtures/statuses.ts";

let app: ServedApp | undefined;
afterEach(() => app?.close(0));

const STATUSES = Array.from({ length: 50 }, (_, i) => status({ objective: { slo: `slo-${i}` } }));

async function ask(path: string, encoding: string) {
  app ??= await serveApp({ statuses: STATUSES });
  const answer = await request(`${app.url}${path}`, { headers: { "accept-encoding": encoding } });
  return { headers: answer.headers, bytes: Buffer.from(await answer.body.arrayBuffer()) };
}

describe("an answer", () => {
  it.each([
    ["gzip", "gzip", gunzipSync],
    ["gzip;q=1, br;q=0", "gzip", gunzipSync],
    ["br, gzip, deflate", "gzip", gunzipSync],
  ] as const)("is compressed for who accepts %s", async (accepted, encoding, unpacked) => {
    app = await serveApp({ statuses: STATUSES });
    const plain = await ask("/api/v1/slos", "identity");
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const packed = await ask("/api/v1/slos", accepted);
    expect(packed.headers["content-encoding"]).toBe(encoding);
    expect(packed.headers.vary).toContain("Accept-Encoding");
    expect(packed.headers["content-type"]).toBe(plain.headers["content-type"]);
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 5);
    expect(unpacked(packed.bytes).equals(plain.bytes)).toBe(true);
    expect((await ask("/api/v1/slos", accepted)).bytes.equals(packed.bytes)).toBe(true);
  });

  it("is what is evaluated now, and not what was compressed before", async () => {
    app = await serveApp({ statuses: STATUSES });
    await ask("/api/v1/slos", "gzip");
    app.publish(STATUSES.slice(0, 20));
    const { items } = JSON.parse(gunzipSync((await ask("/api/v1/slos", "gzip")).bytes).toString());
    expect(items).toHaveLength(20);
  });

  it("is sent as it is where it is short, or where nobody asks for less", async () => {
    app = await serveApp({ statuses: STATUSES });
    expect((await ask("/api/v1/diagnostics", "gzip")).headers["content-encoding"]).toBeUndefined();
    expect((await ask("/api/v1/slos", "deflate")).headers["content-encoding"]).toBeUndefined();
  });

  it("is not compressed where it never ends", async () => {
    app = await serveApp({ statuses: STATUSES });
    const answer = await request(`${app.url}/api/v1/events`, { headers: { "accept-encoding": "gzip, br" } });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    answer.body.on("error", () => undefined).destroy();
  });
});
