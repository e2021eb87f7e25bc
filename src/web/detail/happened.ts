import type { Firing } from "../../core/budget/replay.ts";
import { printDuration } from "../../core/budget/print.ts";
import type { Marker, Shade } from "../components/chart-parts.ts";
import type { Mark } from "./marks.ts";
import type { Span } from "./span.ts";

/** What the chart of the budget shows beside the budget. */
export interface Happening {
  readonly kind: Firing["severity"] | Mark["kind"];
  readonly fromMs: number;
  /** Undefined for what was done in a moment. */
  readonly toMs: number | undefined;
  readonly says: string;
}

/** How each kind is drawn and called; those that last have a lane of their own. */
export const KINDS = {
  page: { sign: "▲", colour: "--burning", lane: 0, words: ["page", "pages"] },
  ticket: { sign: "◢", colour: "--warn", lane: 1, words: ["ticket", "tickets"] },
  deploy: { sign: "△", colour: "--text", lane: 0, words: ["deploy", "deploys"] },
  definition: {
    sign: "§",
    colour: "--text",
    lane: 0,
    words: ["change of its definition", "changes of its definition"],
  },
  scaling: { sign: "◇", colour: "--accent", lane: 0, words: ["change of replicas", "changes of replicas"] },
} as const satisfies Readonly<Record<Happening["kind"], { sign: string; colour: string; lane: number; words: object }>>;

/** All of it that touches a span, the newest first. @param stepSeconds - the end of a step stands for all of it */
export function happenings(
  firings: readonly Firing[],
  marks: readonly Mark[],
  { from, to }: Span,
  stepSeconds: number,
): readonly Happening[] {
  const fired = firings.map(({ severity, fromMs, toMs }): Happening => {
    const beganMs = fromMs - stepSeconds * 1000;
    const says = `would ${severity === "page" ? "page" : "file a ticket"} for ${printDuration((toMs - beganMs) / 1000)}`;
    return { kind: severity, fromMs: beganMs, toMs, says };
  });
  const done = marks.map(({ kind, atMs, says }): Happening => ({ kind, fromMs: atMs, toMs: undefined, says }));
  return [...fired, ...done]
    .filter(({ fromMs, toMs = fromMs }) => toMs >= from && fromMs <= to)
    .toSorted((a, b) => b.fromMs - a.fromMs);
}

export const toShades = (happened: readonly Happening[]): readonly Shade[] =>
  happened.flatMap(({ kind, fromMs, toMs }) =>
    toMs === undefined
      ? []
      : [{ from: fromMs / 1000, to: toMs / 1000, colour: KINDS[kind].colour, lane: KINDS[kind].lane }],
  );

export const toMarkers = (happened: readonly Happening[]): readonly Marker[] =>
  happened.flatMap(({ kind, fromMs, toMs, says }) =>
    toMs === undefined ? [{ at: fromMs / 1000, sign: KINDS[kind].sign, colour: KINDS[kind].colour, says }] : [],
  );
