import { describe, expect, it } from "vitest";
import type { Exclusion } from "../../../../src/core/objective/exclusion.ts";
import { parseSpec } from "../../../../src/core/spec/parse-spec.ts";

const spec = (exclude: string, ofFile = ""): string => `version: headroom/v1
service: shop
${ofFile}slos:
  - name: availability
    target: 99.9%
    events: {total: 'x_total{job="shop"}', bad: 'x_total{job="shop",code="500"}'}
    exclude: ${exclude}
`;

async function exclusionsOf(text: string): Promise<readonly Exclusion[]> {
  const parsed = await parseSpec(text, "spec.yaml");
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ problem }) => problem).join("; "));
  return parsed.value.objectives[0]?.exclusions ?? [];
}

async function codesOf(exclude: string): Promise<readonly string[]> {
  const parsed = await parseSpec(spec(exclude), "spec.yaml");
  return (parsed.ok ? parsed.warnings : parsed.diagnostics).map(
    ({ code, line, severity }) => `${line}: ${severity} ${code}`,
  );
}

describe("exclude", () => {
  it("takes times in any zone, Unix seconds, and conditions, those of the file first", async () => {
    const text = spec(
      "[{from: 2026-11-28T23:00:00+01:00, to: 1795917600, reason: Move}, {when: 'm == 1'}]",
      "exclude: [{when: 'absent(up{job=\"lb\"})', reason: Drained}]\n",
    );
    expect(await exclusionsOf(text)).toEqual([
      { kind: "condition", when: 'absent(up{job="lb"})', reason: "Drained" },
      {
        kind: "span",
        from: Date.parse("2026-11-28T22:00:00Z"),
        to: Date.parse("2026-11-29T02:00:00Z"),
        reason: "Move",
      },
      { kind: "condition", when: "m == 1", reason: undefined },
    ]);
  });

  it.each([
    ["a time without its zone", "[{from: 2026-11-28T22:00:00, to: 2026-11-29T02:00:00Z}]", "error exclude-time"],
    ["a day that there is not", "[{from: 2026-02-30T00:00:00Z, to: 2026-03-02T02:00:00Z}]", "error exclude-time"],
    ["an end before its beginning", "[{from: 2026-11-29T02:00:00Z, to: 2026-11-28T22:00:00Z}]", "error exclude-time"],
    ["no end", "[{from: 2026-11-28T22:00:00Z}]", "error exclude-fields"],
    ["nothing", "[{reason: Move}]", "error exclude-fields"],
    ["a time and a condition", "[{from: 2026-11-28T22:00:00Z, when: m == 1}]", "error exclude-fields"],
    ["what is no PromQL", "[{when: 'm ='}]", "error promql-syntax"],
    ["a query of another time", "[{when: 'm offset 1h == 1'}]", "error promql-offset"],
    ["a number", "[{when: '1'}]", "error promql-type"],
    ["a gauge whose value nobody looks at", "[{when: max(maintenance_mode)}]", "warning exclude-always"],
    ["a comparison that only makes 0 and 1", "[{when: m == bool 1}]", "warning exclude-always"],
  ])("refuses %s, in its place", async (_, exclude, told) => {
    const all = await codesOf(exclude);
    expect(all).toContain(`7: ${told}`);
  });

  it.each([
    "m == 1",
    "max by (job) (m) > 0",
    "a and on () b == 1",
    "a unless b",
    'absent(up{job="lb"})',
    "hour() >= 2 < 4 and on () day_of_week() == 0",
    "count(m == 1) > 2 or x > 1",
  ])("takes %s for a condition that may end", async (when) => {
    expect(await codesOf(`[{when: '${when}'}]`)).toEqual([]);
  });
});
