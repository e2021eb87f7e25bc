import fc from "fast-check";
import { stringify } from "yaml";
import { indicator, label } from "./indicator-generator.ts";
import { mostly, mostlyOf } from "./mostly.ts";
import { hostileText, mutated } from "./texts.ts";

const name = mostlyOf(
  ["s", "checkout", "a-b", "0", "x1", "null", "true", "1e3", "constructor"],
  ["A", "é", "-a", "~", ""],
);
const labels = fc.dictionary(
  label.filter((each) => each !== "constructor"),
  hostileText,
  { maxKeys: 2, noNullPrototype: true },
);

/** Pairs of windows, usual ones and an author's own. */
const windows = mostlyOf(
  ["5m 1h", "30m 6h", "2h 1d", "2m 15m", "15m 90m", "150s 36m", "10m 45m", "6h 1d", "119m 1d", "3m 4m", "7m 23h"],
  ["1h 5m", "5m 5m", "1m 1h", "121s500ms 1h", "2m 7d", "12h 30h", "1d 3d"],
);
const burn = fc
  .tuple(
    windows,
    mostly(fc.constantFrom(1, 1.01, 1.5, 2, 6), fc.constantFrom(14.4, 1000, 1.9)),
    fc.constantFrom("page", "ticket"),
  )
  .map(([pair, above, severity]) => {
    const [short, long] = pair.split(" ");
    return { short, long, above, severity };
  });
const alertName = mostlyOf(["ShopBurns", "a b", "_", "for", "Burn-rate"], ["a:b", "é", "", "A{{x}}"]);
const severityNames = fc.constantFrom(
  { page: "critical", ticket: "warning" },
  { page: "ticket", ticket: "page" },
  { page: "P1" },
  { ticket: "page" },
);
const alerts = fc.record(
  {
    page: fc.constantFrom("on", "off", false),
    ticket: fc.constantFrom("on", "off"),
    noData: fc.constantFrom("page", "ticket", "off"),
    exhausted: fc.constantFrom("page", "ticket", "off"),
    minBadEvents: fc.constantFrom(0, 1, 5, 1e9),
    burn: fc.array(burn, { minLength: 1, maxLength: 3 }),
    name: fc.oneof(alertName, fc.record({ burn: alertName }), fc.record({ noData: alertName })),
    severities: severityNames,
    labels: fc.record({ page: labels, ticket: labels }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const group = fc.oneof(
  { weight: 3, arbitrary: label },
  { weight: 1, arbitrary: fc.record({ label, as: label }, { requiredKeys: ["label"] }) },
);
const window = fc.oneof(
  { weight: 4, arbitrary: mostlyOf(["1d", "2d", "7d", "28d", "30d", "90d", "400d", "36h"], ["23h", "401d", "1d1ms"]) },
  { weight: 1, arbitrary: fc.constantFrom({ calendar: "month" }, { calendar: "week", timezone: "Europe/Berlin" }) },
);
const target = mostly(
  fc.constantFrom<string | number>("50%", "90%", "99%", "99.9%", "99.999%", "10%", "1%", 0.3, 0.999, "99.9999999%"),
  fc.constantFrom<string | number>("0.000001%", 0.000001, 1e-7, 0.99999999999, "100%"),
);
/** A field that one spec in so many has. */
const oneIn = <T>(many: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: many - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const moment = mostlyOf(
  ["2026-11-28T22:00:00Z", "2026-11-29T02:00:00+01:00", "1970-01-01T00:10:00Z", "1795903200", "9999-12-31T23:59:59Z"],
  ["2026-02-30T00:00:00Z", "2026-11-28 22:00", "-1"],
);
const condition = mostlyOf(
  [
    "m == 1",
    'maintenance{service="checkout"} > 0',
    "x_total > 5",
    "absent(up)",
    "absent(x_total)",
    "hour() == 3 and on () day_of_week() == 0",
    "hour() < 1",
    "count by (a) (b == 1) > 2 or c != 0",
    'label_replace(m, "a", "$1", "b", "(.*)") == 1',
    "maintenance_mode",
    "time() > 0 and on () vector(1) > 0",
  ],
  ["1", "m[5m]", "m offset 1h == 1", "m == 1 or vector(0)", "m =", "{{window}} == 1"],
);
const exclusion = fc.oneof(
  fc.record({ from: moment, to: moment, reason: oneIn(2, hostileText) }),
  fc.record({ when: condition, reason: oneIn(2, hostileText) }),
);

const slo = fc
  .tuple(
    indicator,
    fc.record({
      target,
      description: oneIn(2, hostileText),
      window: oneIn(2, window),
      by: oneIn(3, fc.array(group, { minLength: 1, maxLength: 2 })),
      labels: oneIn(4, labels),
      delay: oneIn(4, mostlyOf(["1m", "10m", "90s", "1d"], ["0s", "1ms", "25h", "2d"])),
      exclude: oneIn(4, fc.array(exclusion, { minLength: 1, maxLength: 2 })),
      runbook: oneIn(8, mostlyOf(["https://example.com/{{x}}", 'https://example.com/"'], ["https://example.com/a b"])),
      alerts: oneIn(2, alerts),
    }),
  )
  .map(([measured, more]) => ({ ...more, ...measured }));

const cause = fc.record({
  name: hostileText,
  query: mostlyOf(["max(x)", "max(rate(x_total[5m]))"], ["x_total", "max(", "x[5m]"]),
  unit: fc.constantFrom("ratio", "seconds", "bytes", "per-second", "count"),
});

/** Specs of every kind of indicator, with names, texts and queries that are hard to carry through. */
export const spec: fc.Arbitrary<string> = fc
  .record({
    service: name,
    namespace: oneIn(4, name),
    owner: oneIn(3, hostileText),
    labels: oneIn(3, labels),
    runbook: oneIn(3, fc.constantFrom("https://example.com/a?b=c&d", "https://example.com/{{x}}")),
    delay: oneIn(8, fc.constantFrom("5m", "1h")),
    exclude: oneIn(8, fc.array(exclusion, { minLength: 1, maxLength: 1 })),
    slos: fc.array(fc.tuple(name, slo), { minLength: 1, maxLength: 2 }),
    causes: oneIn(4, fc.array(cause, { minLength: 1, maxLength: 2 })),
  })
  .map(({ slos, ...more }) =>
    stringify(
      {
        version: "headroom/v1",
        ...more,
        slos: slos.map(([called, one], i) => ({ name: i === 0 ? called : `${called}-${i}`, ...one })),
      },
      { aliasDuplicateObjects: false, keepUndefined: false },
    ),
  )
  .chain(mutated);
