import { z } from "zod";
import { BURN_WINDOWS } from "../../objective/burn-window.ts";
import { HISTOGRAM_UNITS } from "../../objective/histogram-unit.ts";
import { INDICATOR_KINDS } from "../../objective/indicator.ts";
import { LIMITS } from "../text/limits.ts";
import {
  DATA_LABEL_PATTERN,
  DURATION_PATTERN,
  HTTP_URL_PATTERN,
  LABEL_PATTERN,
  LATENCY_PATTERN,
  NAME_PATTERN,
  PERCENT_PATTERN,
} from "./patterns.ts";
import { DEFAULTS } from "./defaults.ts";
import { excludeShape } from "./shape-exclude.ts";
import { labelsShape, namingFields } from "./shape-naming.ts";

/** A name that becomes a part of names of files, alerts and Kubernetes objects. */
export const nameShape = z.string().max(LIMITS.nameLength).regex(NAME_PATTERN);
/** PromQL of any kind; that it parses is checked later. */
export const queryShape = z.string().min(1);
/** A duration as Prometheus writes it; that it is above zero, where it has to be, is checked later. */
export const durationShape = z.string().regex(DURATION_PATTERN);
/** Where a person reads on: texts of alerts link there. */
export const runbookShape = z.string().max(2048).regex(HTTP_URL_PATTERN);
/** Of a whole file or of one SLO, which may differ. */
export const delayShape = durationShape
  .describe(
    "How late samples come, as those of cloud exporters do. Everything is measured as of so long ago: rules, budgets and signals. At most 1d. Where it is not given, the settings may say it for all of a source.",
  )
  .meta({ examples: ["10m"] });
const selectorShape = z.string().min(1);
const selectorsShape = z.union([selectorShape, z.array(selectorShape).min(1).max(LIMITS.listLength)]);
const switchShape = z.union([z.enum(["on", "off"]), z.boolean()]);
const severityShape = z.enum(["page", "ticket"]);
const severityOrOffShape = z.union([z.enum(["page", "ticket", "off"]), z.literal(false)]);
/** The usual ones are named for editors to offer. */
const burnWindowShape = z.union([z.enum(BURN_WINDOWS), durationShape]);

const calendarShape = z.strictObject({
  calendar: z.enum(["week", "month", "quarter", "year"]).describe("The calendar period that the budget belongs to."),
  timezone: z
    .string()
    .min(1)
    .optional()
    .describe("An IANA time zone.")
    .meta({ default: DEFAULTS.timezone })
    .meta({ examples: ["Europe/Berlin"] }),
});

const eventsShape = z
  .strictObject({
    total: selectorsShape
      .describe("The counter of all events: a plain selector, or a list that is summed.")
      .meta({ examples: ['http_requests_total{job="checkout"}'] }),
    bad: selectorsShape
      .optional()
      .describe("The counter of bad events.")
      .meta({ examples: ['http_requests_total{job="checkout",code=~"5.."}'] }),
    good: selectorsShape.optional().describe("The counter of good events, in place of bad."),
  })
  .describe("Counters of events. Give total and one of bad and good.")
  .meta({ oneOf: [{ required: ["bad"] }, { required: ["good"] }] });

/** Some centuries of seconds: a plain number is no time stamp. */
const LONGEST_BOUND = 1e10;

const latencyShape = z
  .strictObject({
    histogram: selectorShape
      .describe("The histogram by its base name, without _bucket or _count.")
      .meta({ examples: ['http_request_duration_seconds{job="checkout"}'] }),
    under: z
      .union([z.string().regex(LATENCY_PATTERN), z.number().gt(0).max(LONGEST_BOUND)])
      .describe(
        "Events at most this slow are good: a time, or a plain number in the histogram's own unit, as le has it. For a classic histogram it must be one of its bucket bounds.",
      )
      .meta({ examples: ["300ms", "0.5s", 0.089478485] }),
    unit: z
      .enum(HISTOGRAM_UNITS)
      .optional()
      .describe("What the histogram counts in. Default: what its name tells, such as ..._milliseconds; else seconds.")
      .meta({ examples: ["milliseconds"] }),
    type: z
      .enum(["classic", "native"])
      .optional()
      .describe("The histogram's form.")
      .meta({ default: DEFAULTS.latency.type }),
  })
  .describe("A histogram of durations.");

const probeShape = z
  .strictObject({
    success: selectorShape
      .describe("A gauge that is 1 while all is well and 0 otherwise.")
      .meta({ examples: ['probe_success{job="blackbox"}'] }),
  })
  .describe("A gauge that tells good seconds from bad ones.");

const promqlShape = z
  .strictObject({
    errors: queryShape
      .describe("Bad events a second; {{window}} stands for the window.")
      .meta({ examples: ["sum(rate(orders_failed_total[{{window}}]))"] }),
    total: queryShape
      .describe("All events a second; {{window}} stands for the window.")
      .meta({ examples: ["sum(rate(orders_total[{{window}}]))"] }),
  })
  .describe("Queries of your own, where plain selectors do not reach.");

const burnShape = z.strictObject({
  short: burnWindowShape
    .describe("The window that shows that the burn goes on: 2m or longer, shorter than long.")
    .meta({ examples: ["5m"] }),
  long: burnWindowShape
    .describe("The window that shows that the burn matters: no longer than the SLO's own.")
    .meta({ examples: ["1h"] }),
  above: z
    .number()
    .min(1)
    .max(1e6)
    .describe("The burn rate that both windows must exceed; 1 spends the budget exactly within the SLO window.")
    .meta({ examples: [14.4] }),
  severity: severityShape.describe("Whom it tells: page wakes a person, ticket waits for the morning."),
});

const alertsShape = z
  .strictObject({
    page: switchShape.optional().describe("Pages on fast burns.").meta({ default: DEFAULTS.alerts.page }),
    ticket: switchShape.optional().describe("Tickets on slow burns.").meta({ default: DEFAULTS.alerts.ticket }),
    noData: severityOrOffShape
      .optional()
      .describe("What happens when the indicator's data is missing.")
      .meta({ default: DEFAULTS.alerts.noData }),
    exhausted: severityOrOffShape
      .optional()
      .describe("What happens when the budget is used up.")
      .meta({ default: DEFAULTS.alerts.exhausted }),
    minBadEvents: z
      .int()
      .min(0)
      .max(1e9)
      .optional()
      .describe("Bad events that a page's long window must hold.")
      .meta({ default: DEFAULTS.alerts.minBadEvents }),
    burn: z
      .array(burnShape)
      .min(1)
      .max(8)
      .optional()
      .describe("Burn conditions in place of the table's, over the usual windows or up to 8 others."),
    ...namingFields,
  })
  .describe("When and how the SLO alerts.");

const dataLabelShape = z.string().max(LIMITS.labelValueLength).regex(DATA_LABEL_PATTERN);

const groupShape = z.strictObject({
  label: dataLabelShape.describe("The label as the data have it.").meta({ examples: ["service"] }),
  as: z
    .string()
    .regex(LABEL_PATTERN)
    .optional()
    .describe(
      "What rules, alerts, dashboards and signals call it; needed where Headroom sets a label of the same name itself. Default: the label's own name, with underscores for what is no letter, digit or underscore.",
    )
    .meta({ examples: ["backend"] }),
});

/** One entry of `slos`; what its queries mean is checked later. */
export const sloShape = z
  .strictObject({
    name: nameShape.describe("Unique within the service.").meta({ examples: ["availability"] }),
    description: z
      .string()
      .max(LIMITS.descriptionLength)
      .optional()
      .describe("One sentence for the person who is paged: what is promised to whom."),
    target: z
      .union([z.string().regex(PERCENT_PATTERN), z.number().gt(0).lt(1)])
      .describe("The share of good events that is promised, as a percentage or a ratio.")
      .meta({ examples: ["99.9%", 0.999] }),
    window: z
      .union([durationShape, calendarShape])
      .optional()
      .describe("The time over which it is promised: 1d to 400d, or a calendar period.")
      .meta({ default: DEFAULTS.slo.window })
      .meta({ examples: ["30d", { calendar: "month", timezone: "Europe/Berlin" }] }),
    events: eventsShape.optional(),
    latency: latencyShape.optional(),
    probe: probeShape.optional(),
    promql: promqlShape.optional(),
    by: z
      .array(z.union([dataLabelShape, groupShape]))
      .min(1)
      .max(8)
      .optional()
      .describe("Labels of the data: one SLO for each combination of their values.")
      .meta({ examples: [["handler"], [{ label: "service", as: "backend" }]] }),
    labels: labelsShape
      .optional()
      .describe("Labels for this SLO's alerts and its slo_info, beside those of the file.")
      .meta({ examples: [{ category: "availability" }] }),
    runbook: runbookShape.optional().describe("Where the person who is paged for this SLO reads on."),
    delay: delayShape.optional(),
    exclude: excludeShape
      .optional()
      .describe("Maintenance that does not count for this SLO, beside that of the whole file."),
    alerts: alertsShape.optional(),
  })
  .describe("One promise. Give exactly one of events, latency, probe and promql.")
  .meta({
    oneOf: INDICATOR_KINDS.map((kind) => ({ required: [kind] })),
  });
