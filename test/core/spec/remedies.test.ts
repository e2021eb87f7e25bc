import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/core/diagnostics/diagnostic.ts";
import { CODES } from "../../../src/core/diagnostics/codes.ts";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";
import { specWith } from "../../fixtures/code-examples.ts";

const SPECS = join(import.meta.dirname, "../../golden");
const whole = readFileSync(join(SPECS, "specs/whole.yaml"), "utf8");

async function findings(text: string): Promise<readonly Diagnostic[]> {
  const parsed = await parseSpec(text, "spec.yaml");
  return parsed.ok ? parsed.warnings : parsed.diagnostics;
}

/** A text after the edit that a remedy names. */
interface Edited {
  readonly remedy: string;
  readonly code: string;
  readonly text: string;
}

/** What is no word to write, but says how. */
const EXPLAINS = /^(?:more|less|text|one of|\*|\{\{window\}\}$)|[^{('"]\b(?:and|at|for|of|such|to|their)\b/;

/** What a remedy offers to write in place of what is underlined, or as the value of a field: `min: 2`. */
function offers(remedy: string): readonly string[] {
  const [, quoted] = /^quote it: (".*")$/.exec(remedy) ?? [];
  if (quoted !== undefined) return [quoted];
  const [, meant] = /^did you mean (.+)\?$/.exec(remedy) ?? [];
  if (meant !== undefined) return [meant];
  const [, written = ""] = /^write (?:a \w+ such as )?(.+)$/.exec(remedy) ?? [];
  const [alone = ""] = written.split(/ in place of |, (?:or another|to be|unless|without|if|such as)\b| between |": /);
  if (alone.startsWith("one of ")) return [];
  return (alone.startsWith('"') && !alone.endsWith('"') ? `${alone}"` : alone)
    .split(/, or | or |, (?![^{(]*[)}])/)
    .filter((one) => /^(?:\w+: )?(?:[^\s:{]+|\{[^}]+\}|".*"|.*\(.*\))$/.test(one) && !EXPLAINS.test(one));
}

/** Every edit that a machine can make of a remedy. */
function edits(text: string, { line, column, length, remedy, code }: Diagnostic): readonly Edited[] {
  const lines = text.split("\n");
  const there = lines[line - 1] ?? "";
  const withLine = (edited: string): Edited => ({ remedy, code, text: lines.with(line - 1, edited).join("\n") });
  const before = there.slice(0, column - 1);
  const after = there.slice(column - 1 + length);
  const [, added] = /^add ([a-zA-Z]+: .+?)(?:, with .*)?$/.exec(remedy) ?? [];
  if (added !== undefined && code === "missing-field")
    return [
      withLine(
        `${before}${added}${before.includes("{") ? ", " : `\n${" ".repeat(column - 1)}`}${there.slice(column - 1)}`,
      ),
    ];
  return offers(remedy).flatMap((offer) => {
    const [, field, value = ""] = /^(\w+): (.+)$/.exec(offer) ?? [];
    if (field === undefined) return [withLine(`${before}${offer}${after}`)];
    const old = new RegExp(`\\b${field}: (?:\\{[^}]*\\}|"[^"]*"|[^,}]+)`);
    return old.test(there) ? [withLine(there.replace(old, () => `${field}: ${value}`))] : [];
  });
}

const examples = [
  ...Object.values(CODES)
    .filter(({ in: place, wrong }) => !["rules", "manifest", "live"].includes(place) && !wrong.startsWith("#"))
    .map(({ in: place, wrong }) => specWith(place, wrong)),
  ...readdirSync(join(SPECS, "bad-specs"))
    .filter((name) => name.endsWith(".bad.yaml"))
    .map((name) => readFileSync(join(SPECS, "bad-specs", name), "utf8")),
];

/** A field of an SLO, a label, a scaling block or a whole file, by what is wrong with it. */
const SLO = { latency: (under: string) => specWith("slo", `latency: {histogram: x_seconds, under: ${under}}`) };
const KINDS = [
  ...["1.10", "0x1F", "1e3", "010", "true", "True", "-0", ".5"].map((value) =>
    specWith("top", `labels: {version: ${value}}`),
  ),
  ...["1.10", "7", "TRUE", '"TRUE"', '"No.1"', '"12_5"', '"1 0"', '"NULL"'].map((name) =>
    specWith("slo", `name: ${name}`),
  ),
  ...[
    "0.5",
    "1.5",
    "300",
    "0.0005",
    "0.5s",
    "1.5h",
    "300 ms",
    "1 s",
    "500MS",
    "1,5s",
    "PT1S",
    "1m30",
    "30m1h",
    "2 minutes",
  ].map(SLO.latency),
  ...["30", "0.5", "30 days", "4 weeks", "1.5d", "12.5h", "1 month", "720 h", "-30d"].map((window) =>
    specWith("slo", `window: ${window}`),
  ),
  ...["0.5", "10", "1.5m", "30 s"].map((age) => specWith("scaling", `stale: {maxAge: ${age}}`)),
  ...["0.5", "90", "1.5h"].map((age) =>
    specWith("scaling", `schedule: [{cron: "0 8 * * 1-5", for: ${age}, floor: 2}]`),
  ),
  ...['"150"', '"0"', '"-0.5"', '"1"', '"99,95"', '"0.999"', "99.95", "1.5", "150%", "0.0%"].map((target) =>
    specWith("slo", `target: ${target}`),
  ),
  ...["0.4", "2.5", '"3"'].map((count) => specWith("slo", `alerts: {minBadEvents: ${count}}`)),
  ...["5m", "30m", "1h", "2h", "6h", "1d", "3d"].map((long) =>
    specWith("slo", `alerts: {burn: [{short: 3d, long: ${long}, above: 2, severity: ticket}]}`),
  ),
];

/** Where the underlined text stands once more, or nothing that is an error does. */
const stillWrong = async ({ text, code }: Edited, at: Diagnostic): Promise<readonly string[]> =>
  (await findings(text))
    .filter(
      ({ severity, line, column, code: other }) =>
        other.startsWith("yaml-syntax") ||
        (line === at.line && column === at.column && (severity === "error" || other === code)),
    )
    .map(({ problem }) => problem);

async function refused(text: string): Promise<readonly unknown[]> {
  const wrong: unknown[] = [];
  for (const finding of await findings(text)) {
    for (const edited of edits(text, finding)) {
      const problems = await stillWrong(edited, finding);
      if (problems.length > 0) wrong.push([finding.problem, finding.remedy, problems]);
    }
  }
  return wrong;
}

describe("what a remedy offers to write", () => {
  it("is taken by the parser, for every example of a fault", async () => {
    const wrong: unknown[] = [];
    for (const text of [...examples, ...KINDS]) wrong.push(...(await refused(text)));
    expect(wrong).toEqual([]);
  });

  it("is found by the machine that makes the edits", async () => {
    const made = (
      await Promise.all(
        [...examples, ...KINDS].map(async (text) => (await findings(text)).flatMap((finding) => edits(text, finding))),
      )
    ).flat();
    expect(new Set(made.map(({ code }) => code)).size).toBeGreaterThan(25);
    expect(made.length).toBeGreaterThan(120);
  });

  it("fills in every field that is required, in lines and in braces", async () => {
    const lines = whole.split("\n");
    const missing = new Set<string>();
    for (const [i, line] of lines.entries()) {
      const shorter = [
        ...(/^\s*(?:- )?\w+: \S/.test(line) ? [line.replace(/^(\s*(?:- )?)(\w+: .*)$/, "$1# $2")] : []),
        ...[...line.matchAll(/(?<=[{ ])\w+: (?:"[^"]*"|'[^']*'|[^,{}]+)(?:, )?(?=\w+: )/g)].map((field) =>
          line.replace(field[0], ""),
        ),
      ];
      for (const one of shorter) {
        const text = lines.with(i, one.replace(/^(\s*)- # .*$/, "$1-")).join("\n");
        for (const finding of await findings(text)) {
          if (finding.code !== "missing-field") continue;
          missing.add(finding.problem);
          const [edited] = edits(text, finding);
          const left = edited === undefined ? [] : await findings(edited.text);
          expect([
            finding.remedy,
            left.filter(({ code }) => code === "missing-field" || code.startsWith("yaml-")),
          ]).toEqual([finding.remedy, []]);
        }
      }
    }
    expect(missing.size).toBeGreaterThan(15);
  });
});

describe("a field in a place where it does not belong", () => {
  it.each([
    {
      spec: specWith("slo", "owner: me"),
      remedy:
        "delete it: owner stands at the top of the file, for every SLO in it; what differs belongs into a file of its own",
    },
    {
      spec: specWith("slo", "alerts: {pager: Mine}"),
      remedy: "did you mean page?",
    },
    {
      spec: specWith("slo", "events: {total: a_total, bad: 'a_total{code=\"500\"}', description: Text.}"),
      remedy: "description belongs into slos",
    },
    { spec: specWith("top", "window: 30d"), remedy: "window belongs into slos" },
    {
      spec: specWith("slo", "burn: [{short: 5m, long: 1h, above: 3, severity: page}]"),
      remedy: "burn belongs into slos.alerts",
    },
    {
      spec: specWith("top", "name: checkout"),
      remedy:
        "its fields are version, service, namespace, owner, source, delay, exclude, labels, runbook, slos, causes and scaling",
    },
  ])("is told where it belongs, or what there is: $remedy", async ({ spec, remedy }) => {
    expect((await findings(spec)).filter(({ code }) => code === "unknown-field").map((one) => one.remedy)).toEqual([
      remedy,
    ]);
  });
});

describe("a duration that Prometheus would not read", () => {
  it.each([
    ["1.5h", "1h30m"],
    ["1 s", "1s"],
    ["2 minutes", "2m"],
    ["30m1h", "1h30m"],
  ])("%s is offered as %s", async (under, remedy) => {
    expect((await findings(SLO.latency(under))).map((one) => one.remedy)).toEqual([`write ${remedy}`]);
  });
});
