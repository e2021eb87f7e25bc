import { z } from "zod";

/** Which label values carry the bad events of an SLO. */
export const badEventsView = z.object({
  service: z.string(),
  slo: z.string(),
  by: z.record(z.string(), z.string()),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  problem: z.string().nullable().meta({ description: "why nobody can say" }),
  bad: z.number().nullable().meta({ description: "about so many bad events: rates of Prometheus, no exact counts" }),
  note: z.string().nullable().meta({ description: "what is left out" }),
  labels: z
    .array(
      z.object({
        label: z.string(),
        valueCount: z.number().meta({ description: "how many values have bad events" }),
        query: z.string().meta({ description: "PromQL: bad events per second by this label" }),
        values: z.array(
          z.object({
            value: z.string(),
            bad: z.number(),
            shareOfBad: z.number().meta({ description: "of all bad events, 0..1" }),
            shareOfAll: z.number().nullable().meta({ description: "of all events, 0..1" }),
          }),
        ),
      }),
    )
    .meta({ description: "the most concentrated first; labels that name a machine or a copy of a program last" }),
});
export type BadEventsView = z.infer<typeof badEventsView>;
