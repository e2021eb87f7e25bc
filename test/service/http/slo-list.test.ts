import { expect, it } from "vitest";
import { DecisionLog } from "../../../src/service/signals/decision-log.ts";
import { SLO_OPERATIONS } from "../../../src/service/http/slo-operations.ts";
import type { Snapshot } from "../../../src/service/control/status-reader.ts";
import { lookupsOver } from "../../../src/service/lookups/lookups.ts";
import { publishedStatuses } from "../../fixtures/published-statuses.ts";
import { NOON, status } from "../../fixtures/statuses.ts";

const snapshotOf = (...slos: readonly string[]): Snapshot => ({
  publishedAt: NOON,
  readAt: NOON,
  expired: false,
  statuses: publishedStatuses(slos.map((slo) => status({ objective: { slo } }))),
  specs: { services: [], diagnostics: [], outdated: [], unread: [], files: 0, badFiles: 0 },
  folderProblem: undefined,
  sources: [],
  keeping: { kind: "none" },
});

it("the list of SLOs is printed once for equal requests of a snapshot, and anew for others", async () => {
  let snapshot = snapshotOf("availability", "latency");
  let asked = 0;
  const reader = {
    snapshot: () => snapshot,
    history: () => {
      asked++;
      return [];
    },
    specTexts: () => ({ present: undefined, inUse: undefined }),
    latencies: () => undefined,
  };
  const readers = {
    reader,
    decisions: new DecisionLog({ monotonic: () => 0 }),
    lookups: lookupsOver({ sources: new Map(), clock: { now: () => NOON, monotonic: () => 0 } }),
    publicUrls: new Map<string, string>(),
  };
  const [list] = SLO_OPERATIONS;
  const slosOf = async (query: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const printed = (await list?.answer(readers, { params: {}, query })) ?? "";
    return [...printed.matchAll(/"slo":"(\w+)"/g)].map(([, slo = ""]) => slo);
  };
  expect(await slosOf({ sparkline: "3" })).toEqual(["availability", "latency"]);
  expect(await slosOf({ sparkline: "3" })).toEqual(["availability", "latency"]);
  expect(asked).toBe(2);
  expect(await slosOf({ slo: "latency" })).toEqual(["latency"]);
  expect(await slosOf({ sparkline: "3" })).toEqual(["availability", "latency"]);
  expect(asked).toBe(4);
  snapshot = snapshotOf("freshness");
  expect(await slosOf({ sparkline: "3" })).toEqual(["freshness"]);
});
