import { expect } from "vitest";
import type { Objective } from "../../../src/core/objective/objective.ts";
import { days } from "../../../src/core/units/seconds.ts";
import { objective } from "../../fixtures/objectives.ts";
import { DrivenLedger, requests, START_MS, STEP_MS } from "./driven-ledger.ts";

export const HOUR_MS = 3_600_000;
export const daily = objective({ window: { kind: "rolling", length: days(1) } });

/** A ledger that has counted some steps with 100 good events and a bad one each. */
export function running(steps = 20, objectives: readonly Objective[] = [daily], readsRaw = false): DrivenLedger {
  const driven = new DrivenLedger(objectives, START_MS, readsRaw);
  serve(driven, steps);
  return driven;
}

/** Some more of such steps. */
export function serve(driven: DrivenLedger, steps: number): void {
  for (let i = 0; i < steps; i++) {
    appendNext(driven);
    driven.step();
  }
}

/** Serves some more steps' events while nobody asks. */
export function serveUnasked(driven: DrivenLedger, steps: number): void {
  for (let i = 0; i < steps; i++) {
    appendNext(driven);
    driven.nowMs += STEP_MS;
  }
}

function appendNext({ prometheus, nowMs }: DrivenLedger): void {
  const made = (nowMs - START_MS) / STEP_MS + 1;
  prometheus.append(requests("200"), nowMs + STEP_MS - 1000, 1000 + made * 100);
  prometheus.append(requests("500"), nowMs + STEP_MS - 1000, 10 + made);
}

/** What so many of such steps come to. */
export const counted = (steps: number) => ({ total: expect.closeTo(steps * 101, 6), bad: expect.closeTo(steps, 6) });
