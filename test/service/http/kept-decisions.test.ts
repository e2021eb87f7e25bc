import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DecisionStore } from "../../../src/service/ports/decision-store.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { DecisionFiles } from "../../fixtures/decision-files.ts";
import { readJson } from "../../fixtures/read-json.ts";
import { loggedDecision, NOW } from "../../fixtures/scaling.ts";
import { serveApp, type ServedApp } from "../../fixtures/served-app.ts";
import { status } from "../../fixtures/statuses.ts";

let app: ServedApp | undefined;
let files: DecisionFiles;
beforeEach(() => {
  files = new DecisionFiles();
});
afterEach(async () => {
  await app?.close(0);
  files.remove();
});

const failing: DecisionStore = {
  append: () => ({ kind: "failed", problem: "/var/lib/headroom: disk I/O error" }),
  past: () => ({ kind: "failed", problem: "/var/lib/headroom: disk I/O error" }),
};

const text = async (path: string): Promise<string> => (await fetch(`${app?.url}${path}`)).text();
const ownSeries = async (): Promise<readonly string[]> =>
  (await text("/metrics")).split("\n").filter((line) => line.startsWith("headroom_decision_store"));

describe("decisions of before a restart", () => {
  it("are read as those of today are, page by page", async () => {
    const store = files.open();
    for (let i = 0; i < 50; i++) store.append([await loggedDecision({}, { at: instant(NOW + i * 1000) })]);
    app = await serveApp({ store, decisions: [await loggedDecision({}, { at: instant(NOW + 50_000) })] });
    const read = async (
      query: string,
    ): Promise<{ readonly items: readonly { readonly at: string }[]; readonly hasOlder: boolean }> =>
      readJson(await fetch(`${app?.url}/api/v1/decisions/checkout/checkout?${query}`));
    const seen: string[] = [];
    for (let before = Infinity; ;) {
      const { items, hasOlder } = await read(`limit=17${before === Infinity ? "" : `&at=${(before - 1) / 1000}`}`);
      seen.push(...items.map(({ at }) => at));
      // The last page is a full one, and says that it is the last.
      if (!hasOlder) break;
      before = Date.parse(items.at(-1)?.at ?? "");
    }
    expect(seen).toEqual(Array.from({ length: 51 }, (_, i) => new Date(NOW + (50 - i) * 1000).toISOString()));
    expect(await read("at=2020-01-01T00:00:00Z")).toEqual({ items: [], hasOlder: false });
    expect((await fetch(`${app.url}/api/v1/decisions/checkout/other`)).status).toBe(404);
  });

  it("are told of a workload that no spec names any more, which is offered to nobody", async () => {
    const store = files.open();
    store.append([await loggedDecision({ mode: "publish" })]);
    app = await serveApp({ store, statuses: [status()] });
    expect(await readJson(await fetch(`${app.url}/api/v1/decisions/checkout/checkout`))).toMatchObject({
      items: [{ replicas: 10 }],
    });
    expect(await readJson(await fetch(`${app.url}/api/v1/decisions`))).toEqual({ items: [] });
    expect((await fetch(`${app.url}/api/v1/signals/shop/checkout/checkout`)).status).toBe(404);
  });
});

describe("how the store is", () => {
  it("is not told where there is none", async () => {
    app = await serveApp({ statuses: [status()] });
    expect(await text("/readyz?verbose")).not.toContain("store");
    expect(await ownSeries()).toEqual([]);
  });

  it("is told when it is well", async () => {
    app = await serveApp({ statuses: [status()], store: files.open(), decisions: [await loggedDecision()] });
    expect(await text("/readyz?verbose")).toContain("[+] decision store: ok\nok\n");
    expect(await ownSeries()).toEqual([
      "headroom_decision_store_up 1",
      expect.stringMatching(/^headroom_decision_store_bytes [1-9]\d{3,}$/),
      'headroom_decision_store_writes_total{outcome="kept"} 1',
      'headroom_decision_store_writes_total{outcome="failed"} 0',
      "headroom_decision_store_lost_total 0",
      "headroom_decision_store_unreadable_total 0",
    ]);
  });

  it("is told when it fails, by a service that stays ready and says nothing of its disk to everybody", async () => {
    app = await serveApp({
      statuses: [status()],
      store: failing,
      decisions: [await loggedDecision({ mode: "publish" })],
    });
    const ready = await fetch(`${app.url}/readyz?verbose`);
    expect(ready.status).toBe(200);
    expect(await ready.text()).toMatch(
      /\[-\] decision store: degraded, decisions are not kept; see the log\ndegraded\n$/,
    );
    expect((await fetch(`${app.url}/api/v1/signals/shop/checkout/checkout`)).status).toBe(200);
    expect((await ownSeries()).slice(0, 4)).toEqual([
      "headroom_decision_store_up 0",
      "headroom_decision_store_bytes 0",
      'headroom_decision_store_writes_total{outcome="kept"} 0',
      'headroom_decision_store_writes_total{outcome="failed"} 1',
    ]);
  });
});
