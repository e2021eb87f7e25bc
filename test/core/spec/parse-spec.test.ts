import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Service } from "../../../src/core/objective/objective.ts";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { days, minutes, seconds } from "../../../src/core/units/seconds.ts";

const golden = (name: string): string => readFileSync(join(import.meta.dirname, "../../golden/specs", name), "utf8");

async function parsed(text: string): Promise<Service> {
  const result = await parseSpec(text, "spec.yaml");
  if (!result.ok) throw new Error(result.diagnostics.map(({ line, problem }) => `${line}: ${problem}`).join("\n"));
  expect(result.warnings).toEqual([]);
  return result.value;
}

describe("parseSpec", () => {
  it("understands every field of the format", async () => {
    const service = await parsed(golden("whole.yaml"));
    await expect(`${JSON.stringify(service, undefined, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, "../../golden/specs/whole.json"),
    );
    expect(service.objectives.map(({ indicator }) => indicator.kind)).toEqual([
      "events",
      "latency",
      "probe",
      "promql",
      "events",
      "latency",
    ]);
  });

  it("fills in the defaults", async () => {
    const service = await parsed(
      "version: headroom/v1\nservice: a\nslos: [{name: b, target: 99.9%, probe: {success: up}}]\nscaling: [{name: c, target: Deployment/c, demand: x, capacity: {perReplica: 50}, limits: {min: 2, max: 4}}]\n",
    );
    expect(service).toMatchObject({ namespace: "default", source: "default", labels: {}, causes: [] });
    expect(service.owner).toBeUndefined();
    const [objective] = service.objectives;
    expect(objective).toMatchObject({
      target: 0.999,
      window: { kind: "rolling", length: days(30) },
      by: [],
      description: undefined,
    });
    expect(objective?.alerts).toMatchObject({ exhausted: "ticket", noData: "ticket", minBadEvents: 5 });
    expect(
      objective?.alerts.burn.map(({ shortWindow, longWindow, above, severity }) => [
        shortWindow,
        longWindow,
        above,
        severity,
      ]),
    ).toEqual([
      ["5m", "1h", 14.4, "page"],
      ["30m", "6h", 6, "page"],
      ["2h", "1d", 3, "ticket"],
      ["6h", "3d", 1, "ticket"],
    ]);
    expect(service.scaling[0]).toMatchObject({
      target: { namespace: "default", kind: "Deployment", name: "c" },
      mode: "recommend",
      autoscaler: "hpa",
      slos: [],
      capacity: { kind: "fixed", perReplica: 50, utilization: 0.8 },
      overload: { boostMax: 1, burnAbove: 6 },
      change: { window: minutes(20), versionLabel: "version", capacityLossMax: 1.25 },
      stale: { maxAge: seconds(90) },
      schedule: [],
    });
  });

  it.each([
    { target: "99.9%", ratio: 0.999 },
    { target: "99.95 %", ratio: 0.9995 },
    { target: "0.999", ratio: 0.999 },
    { target: "99.99999%", ratio: 0.9999999 },
    { target: "5%", ratio: 0.05 },
    { target: "'33.3%'", ratio: 0.333 },
    { target: "0.1%", ratio: 0.001 },
  ])("reads the target $target as exactly $ratio", async ({ target, ratio }) => {
    // A low target has burn rates that cannot be reached, which is a warning of its own.
    const service = await parsed(
      `version: headroom/v1\nservice: a\nslos: [{name: b, target: ${target}, probe: {success: up}, alerts: {page: off, ticket: off}}]`,
    );
    expect(service.objectives[0]?.target).toBe(ratio);
  });

  it.each([
    { alerts: "{page: off}", severities: ["ticket", "ticket"] },
    { alerts: "{page: false, ticket: true}", severities: ["ticket", "ticket"] },
    { alerts: "{ticket: off}", severities: ["page", "page"] },
    { alerts: "{page: off, ticket: off}", severities: [] },
    { alerts: "{burn: [{short: 5m, long: 1h, above: 10, severity: page}]}", severities: ["page"] },
  ])("switches $alerts to burn conditions of $severities", async ({ alerts, severities }) => {
    const service = await parsed(
      `version: headroom/v1\nservice: a\nslos: [{name: b, target: 99%, probe: {success: up}, alerts: ${alerts}}]`,
    );
    expect(service.objectives[0]?.alerts.burn.map(({ severity }) => severity)).toEqual(severities);
  });

  it("takes the burn table's row for the window", async () => {
    const service = await parsed(
      "version: headroom/v1\nservice: a\nslos:\n  - {name: b, target: 99%, window: 7d, probe: {success: up}}\n  - {name: c, target: 99%, window: {calendar: month, timezone: Asia/Tokyo}, probe: {success: up}}\n",
    );
    expect(service.objectives.map(({ alerts }) => alerts.burn[0]?.above)).toEqual([13.44, 14.4]);
    expect(service.objectives[1]?.window).toEqual({ kind: "calendar", unit: "month", timezone: "Asia/Tokyo" });
  });

  it.each([
    { name: "a byte order mark", text: (spec: string) => `\uFEFF${spec}` },
    { name: "Windows line ends", text: (spec: string) => spec.replaceAll("\n", "\r\n") },
    { name: "a document start and end", text: (spec: string) => `---\n${spec}...\n` },
    { name: "bytes", text: (spec: string) => Buffer.from(spec) },
  ])("accepts $name, with the same places", async ({ text }) => {
    const spec = "version: headroom/v1\nservice: a\nslos: [{name: b, target: 99%, probe: {success: up}}]\n";
    expect((await parseSpec(text(spec), "spec.yaml")).ok).toBe(true);
    const bad = await parseSpec(text(spec.replace("a\n", "Ä\n")), "spec.yaml");
    expect(bad.ok ? [] : bad.diagnostics).toMatchObject([{ code: "name-syntax", column: 10, length: 1 }]);
  });

  it.each(['{{ query "ALERTS" }}', "{{ .Bad", "${__url}</script>[[var]]", "{{", "`${x}`", "%!f(string=x)"])(
    "takes %s in an author's text as plain text",
    async (text) => {
      const service = await parsed(
        `version: headroom/v1\nservice: a\nowner: ${JSON.stringify(text)}\nlabels: {team: ${JSON.stringify(text)}}\nslos: [{name: b, description: ${JSON.stringify(text)}, target: 99%, probe: {success: up}}]`,
      );
      expect(service).toMatchObject({ owner: text, labels: { team: text } });
      expect(service.objectives[0]?.description).toBe(text);
    },
  );

  it("keeps labels that every JavaScript object has as members apart from these", async () => {
    const service = await parsed(
      "version: headroom/v1\nservice: a\nlabels: {toString: x}\nslos: [{name: b, target: 99%, probe: {success: up}, by: [valueOf, hasOwnProperty]}]",
    );
    expect(service.labels).toEqual({ toString: "x" });
    expect(service.objectives[0]?.by).toEqual(["valueOf", "hasOwnProperty"]);
  });

  it("points into texts that YAML spreads, quotes and escapes", async () => {
    const spec = (query: string): string =>
      `version: headroom/v1\nservice: a\nslos: [{name: b, target: 99%, probe: {success: up}}]\ncauses:\n  - name: c\n    unit: count\n    query: ${query}\n`;
    const cases = [
      "sum(nosuch(x))",
      "'sum(nosuch(x{a=''b''}))'",
      '"sum(x{a=\\"b\\"}) + nosuch(x)"',
      "|\n      sum(x)\n      + nosuch(x)",
      ">-\n      sum(x)\n\n      + nosuch(x)",
      '"sum(x)\n      + nosuch(x)"',
      "sum(x)\n      + nosuch(x)",
    ];
    for (const text of cases.map(spec)) {
      const result = await parseSpec(text, "spec.yaml");
      const [finding] = result.ok ? [] : result.diagnostics;
      const line = text.split("\n")[(finding?.line ?? 0) - 1] ?? "";
      expect(line.slice((finding?.column ?? 0) - 1, (finding?.column ?? 0) - 1 + (finding?.length ?? 0))).toBe(
        "nosuch",
      );
    }
  });
});

describe("any text", () => {
  const whole = golden("whole.yaml");
  const lines = whole.split("\n");

  it("is understood or refused with findings inside the file, and never throws", async () => {
    const token = fc.constantFrom(
      ": ",
      "- ",
      "\n",
      "  ",
      "{",
      "}",
      "[",
      "]",
      ",",
      "&a",
      "*a",
      "!!x ",
      "<<",
      "|",
      ">",
      "'",
      '"',
      "#",
      "?",
      "---\n",
      "%YAML 1.1\n",
      "\t",
      "slos",
      "target",
      "99%",
      "__proto__",
      "service",
      "null",
      "1e999",
      "\u0000",
      "\ud800",
    );
    const any = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join("")),
    );
    await fc.assert(fc.asyncProperty(any, checkFindings), { numRuns: 2000 });
  }, 120_000);

  it("that is a good spec with one line changed is understood or refused", async () => {
    const change = fc.record({
      at: fc.nat(lines.length - 1),
      text: fc.oneof(
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.constantFrom("", "  ", "x", "slos:", "  - 1", "    target: 99.9", "null", "[]", "{}"),
      ),
      keep: fc.nat(30),
    });
    await fc.assert(
      fc.asyncProperty(change, ({ at, text, keep }) =>
        checkFindings(lines.with(at, `${(lines[at] ?? "").slice(0, keep)}${text}`).join("\n")),
      ),
      { numRuns: 400 },
    );
  }, 120_000);

  it("that is any prefix of a good spec is understood or refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), (length) => checkFindings(whole.slice(0, length))),
      { numRuns: 200 },
    );
  }, 120_000);

  it("that is bytes is understood or refused", async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), checkFindings), { numRuns: 500 });
  });
});

async function checkFindings(content: string | Uint8Array): Promise<void> {
  const result = await parseSpec(content, "spec.yaml");
  if (result.ok) return;
  expect(result.diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  expect(result.diagnostics.length).toBeLessThanOrEqual(101);
  const places = result.diagnostics.map(({ line, column, length, code, problem }) => {
    expect(Math.min(line, column, length)).toBeGreaterThanOrEqual(1);
    return `${line}:${column} ${code} ${problem}`;
  });
  expect(new Set(places).size).toBe(places.length);
}
