import { describe, expect, it } from "vitest";
import { SourceLedger } from "../../../src/core/ledger/source-ledger.ts";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { parseSpecs } from "../../../src/core/spec/parse-specs.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { DrivenLedger } from "./driven-ledger.ts";

const STEP_MS = 30_000;
const T0 = Date.UTC(2026, 0, 15, 12);
/** Objectives that are taken up at once. */
const AT_ONCE = 20;
const SERIES = 3_000;

async function objectives(count: number, job: (i: number) => string): Promise<readonly Objective[]> {
  const slo = (i: number): string =>
    `  - {name: slo-${i}, target: 99%, window: 1d, events: {total: 'x_total{job="${job(i)}"}', bad: 'x_total{job="${job(i)}",code="500"}'}}`;
  const slos = Array.from({ length: count }, (_, i) => slo(i));
  const text = ["version: headroom/v1", "service: shop", "slos:", ...slos, ""].join("\n");
  return (await parseSpecs([{ file: "shop.yaml", text }], ["default"])).services.flatMap(
    (service) => service.objectives,
  );
}

describe("counting many series", () => {
  it("pauses after every five hundred of them, new ones and known ones", async () => {
    const driven = new DrivenLedger(await objectives(1, () => "a"));
    const pauses = (): number => {
      driven.nowMs += STEP_MS;
      for (let pod = 0; pod < SERIES; pod++)
        driven.prometheus.append({ __name__: "x_total", job: "a", pod: String(pod) }, driven.nowMs - 1000, 7);
      const answers = driven.ledger.plan(instant(driven.nowMs)).map((query) => driven.prometheus.answer(query));
      return [...driven.ledger.ingestInSlices(instant(driven.nowMs), answers)].length;
    };
    expect(pauses()).toBeGreaterThanOrEqual(SERIES / 500);
    expect(pauses()).toBeGreaterThanOrEqual(SERIES / 500);
  });
});

describe("following many objectives", () => {
  it("pauses after every few of them, new, changed or gone", async () => {
    const ledger = new SourceLedger({ step: seconds(STEP_MS / 1000) });
    const pauses = (all: readonly Objective[]): number => [...ledger.followInSlices(all, instant(T0))].length;
    const count = 10 * AT_ONCE;
    expect(pauses(await objectives(count, (i) => `a-${i}`))).toBeGreaterThanOrEqual(10);
    expect(pauses(await objectives(count, (i) => `b-${i}`))).toBeGreaterThanOrEqual(10);
    expect(pauses(await objectives(1, () => "b"))).toBeGreaterThanOrEqual(10);
  });
});
