// A process of its own that keeps decisions for as long as it lives, and says of each when it is kept.
import { setTimeout as sleep } from "node:timers/promises";
import { openDecisionStore } from "../../../src/adapters/store/sqlite-decision-store.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { KeptDecisions } from "../../../src/service/signals/kept-decisions.ts";
import { loggedDecision, NOW } from "../../fixtures/scaling.ts";

const [file = "", first = "0"] = process.argv.slice(2);
const opened = openDecisionStore({
  file,
  retentionSeconds: 86_400,
  rows: 100_000,
  now: () => Date.now(),
  onSetAside: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
});
if (!opened.ok) throw new Error(opened.problem);
const kept = new KeptDecisions({
  store: opened.store,
  log: { info: () => {}, warn: () => {} },
  counts: { written: () => {}, lost: () => {}, unreadable: () => {} },
});
const entry = await loggedDecision();
for (let n = Number(first); ; n++) {
  kept.append([{ ...entry, decision: { ...entry.decision, at: instant(NOW + n) } }]);
  process.stdout.write(`${JSON.stringify({ n, problem: kept.problem ?? null })}\n`);
  await sleep(1);
}
