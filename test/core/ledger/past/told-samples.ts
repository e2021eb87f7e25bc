import type { DigestPlan } from "../../../../src/core/ledger/past/series-digest.ts";
import { START_MS } from "../driven-ledger.ts";

const MINUTE_MS = 60_000;

/** The moment so many minutes after the start, in milliseconds since the epoch. */
export const at = (minutes: number): number => START_MS + minutes * MINUTE_MS;

/** An hour in rows of five minutes, and ten minutes before that are read and not counted. */
export const plan: DigestPlan = {
  fromMs: at(-10),
  toMs: at(60),
  countFromMs: at(0),
  stepMs: 5 * MINUTE_MS,
  counted: "by its increase",
  excluded: [[]],
};

/** Samples by the minutes that they come after the start. */
export type Told = readonly (readonly [minutes: number, value: number])[];
