import { z } from "zod";

/** Latencies of an SLO over time. */
export const latencyHistoryView = z.object({
  service: z.string(),
  slo: z.string(),
  by: z.record(z.string(), z.string()),
  under: z.number().meta({ description: "seconds that a good event takes at most" }),
  target: z.number().meta({ description: "promised share of good events, 0..1" }),
  stepSeconds: z.number().nullable().meta({ description: "null where no buckets are remembered, see note" }),
  note: z.string().nullable().meta({ description: "why there is nothing to show" }),
  bounds: z.array(z.number().nullable()).meta({
    description: "what the events of each bucket took at most, in seconds; null = longer than the one before",
  }),
  points: z
    .array(
      z.object({
        at: z.iso.datetime().meta({ description: "end of the step" }),
        count: z.number().nullable().meta({ description: "events of the step; null where none is known" }),
        "0.5": z.number().nullable(),
        "0.95": z.number().nullable(),
        "0.99": z.number().nullable(),
        shares: z
          .array(z.number())
          .meta({ description: "of the events in each bucket, 0..1; empty where count is null" }),
      }),
    )
    .meta({ description: "the oldest first, of the last hours: as many as are in memory" }),
});
export type LatencyHistoryView = z.infer<typeof latencyHistoryView>;
