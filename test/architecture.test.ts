import { dirname } from "node:path";
import { ROOMS } from "../scripts/rooms.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { type LintFault, lintPlanted } from "./fixtures/planted-tree.ts";

// The real linter with the real configuration, on a small tree with planted faults.

interface Case {
  readonly rule: string;
  readonly says: RegExp;
  readonly file: string;
  readonly bad: string;
  readonly good: string;
}

const importing = (specifier: string): string =>
  `import { thing } from "${specifier}";\n\nexport const used = thing;\n`;

/** A folder that may not import another, and the nearest thing that it may. */
const ARROWS = [
  ["src/core/units", "node:fs", "./thing.ts"],
  ["src/core/units", "../promql/thing.ts", "./thing.ts"],
  ["src/core/diagnostics", "../units/thing.ts", "./thing.ts"],
  ["src/core/promql", "../objective/thing.ts", "../units/thing.ts"],
  ["src/core/objective", "../sli/thing.ts", "../promql/thing.ts"],
  ["src/core/spec/text", "../shape/thing.ts", "../../diagnostics/thing.ts"],
  ["src/core/spec/shape", "../meaning/thing.ts", "../text/thing.ts"],
  ["src/core/spec/meaning", "../../ledger/thing.ts", "../../budget/thing.ts"],
  ["src/core/spec", "../ledger/thing.ts", "./meaning/thing.ts"],
  ["src/core/sli", "../ledger/thing.ts", "../objective/thing.ts"],
  ["src/core/budget", "../ledger/thing.ts", "../objective/thing.ts"],
  ["src/core/ledger", "../rules/thing.ts", "../sli/thing.ts"],
  ["src/core/ledger/counting", "../following/thing.ts", "../../sli/thing.ts"],
  ["src/core/ledger/following", "../reading/thing.ts", "../counting/thing.ts"],
  ["src/core/ledger/reading", "../asking/thing.ts", "../following/thing.ts"],
  ["src/core/ledger/asking", "../past/thing.ts", "../reading/thing.ts"],
  ["src/core/ledger/past", "../readout/thing.ts", "../asking/thing.ts"],
  ["src/core/ledger/readout", "../reading/thing.ts", "../counting/thing.ts"],
  ["src/core/ledger/keeping", "../readout/thing.ts", "../past/thing.ts"],
  ["src/core/documents", "../rules/thing.ts", "../diagnostics/thing.ts"],
  ["src/core/rules/elements", "../alerts/thing.ts", "../../sli/thing.ts"],
  ["src/core/rules/alerts", "../tests/thing.ts", "../elements/thing.ts"],
  ["src/core/rules/tests", "../lint/thing.ts", "../alerts/thing.ts"],
  ["src/core/rules/lint", "../elements/thing.ts", "../../promql/thing.ts"],
  ["src/core/rules", "../dashboards/thing.ts", "../sli/thing.ts"],
  ["src/core/dashboards/elements", "../panels/thing.ts", "../../sli/thing.ts"],
  ["src/core/dashboards/panels", "../../rules/thing.ts", "../elements/thing.ts"],
  ["src/core/dashboards", "../rules/thing.ts", "../sli/thing.ts"],
  ["src/core/live-checks", "../rules/thing.ts", "../spec/thing.ts"],
  ["src/core/scaling/decision", "../estimators/thing.ts", "../../budget/thing.ts"],
  ["src/core/scaling/estimators", "../judges/thing.ts", "../decision/thing.ts"],
  ["src/core/scaling/judges", "../estimators/thing.ts", "../decision/thing.ts"],
  ["src/core/scaling/policy", "../../rules/thing.ts", "../estimators/thing.ts"],
  ["src/core/scaling/load", "../policy/thing.ts", "../decision/thing.ts"],
  ["src/core/scaling/capacity", "../load/thing.ts", "../decision/thing.ts"],
  ["src/core/scaling/forecast", "../estimators/thing.ts", "../load/thing.ts"],
  ["src/core/scaling/correction", "../judges/thing.ts", "../decision/thing.ts"],
  ["src/core/scaling/hpa", "../decision/thing.ts", "./thing.ts"],
  ["src/core/simulation/trace", "../model/thing.ts", "../../units/thing.ts"],
  ["src/core/simulation/model", "../contestants/thing.ts", "../trace/thing.ts"],
  ["src/core/simulation/contestants", "../../rules/thing.ts", "../model/thing.ts"],
  ["src/core/simulation", "../rules/thing.ts", "./contestants/thing.ts"],
  ["src/core/manifests", "../scaling/policy/thing.ts", "../objective/thing.ts"],
  ["src/core/budget", "../../adapters/files/thing.ts", "../units/thing.ts"],
  ["src/core/budget", "../../service/control/thing.ts", "../units/thing.ts"],
  ["src/core/budget", "../../cli/thing.ts", "../units/thing.ts"],
  ["src/adapters/settings", "../prometheus/thing.ts", "../../core/units/thing.ts"],
  ["src/adapters/prometheus", "../files/thing.ts", "../../core/promql/thing.ts"],
  ["src/adapters/kubernetes", "../../service/ports/thing.ts", "../../core/units/thing.ts"],
  ["src/adapters/certificates", "../kubernetes/thing.ts", "../../core/units/thing.ts"],
  ["src/adapters/store", "../../service/control/thing.ts", "../../core/ledger/thing.ts"],
  ["src/adapters/telemetry", "../store/thing.ts", "../../core/units/thing.ts"],
  ["src/adapters/files", "../settings/thing.ts", "../../core/spec/thing.ts"],
  ["src/service/ports", "../../adapters/prometheus/thing.ts", "../../core/ledger/thing.ts"],
  ["src/service/control", "../../adapters/prometheus/thing.ts", "../ports/thing.ts"],
  ["src/service/mirror", "../../adapters/kubernetes/thing.ts", "../ports/thing.ts"],
  ["src/service/signals", "../controllers/scaling/thing.ts", "../control/thing.ts"],
  ["src/service/lookups", "../http/thing.ts", "../control/thing.ts"],
  ["src/service/listening", "../ports/thing.ts", "./thing.ts"],
  ["src/service/controllers/scaling", "../certificates/thing.ts", "../../mirror/thing.ts"],
  ["src/service/controllers/certificates", "../scaling/thing.ts", "../../ports/thing.ts"],
  ["src/service/http", "../keda/thing.ts", "../control/thing.ts"],
  ["src/service/http", "../../adapters/settings/thing.ts", "../ports/thing.ts"],
  ["src/service/metrics-api", "../http/thing.ts", "../signals/thing.ts"],
  ["src/service/keda", "../../cli/thing.ts", "../control/thing.ts"],
  ["src/web", "../adapters/files/thing.ts", "../core/units/thing.ts"],
  ["src/web", "../service/http/thing.ts", "../service/http/view.ts"],
  ["src/cli", "../web/thing.ts", "../service/http/thing.ts"],
  ["src/cli", "../../scripts/thing.ts", "../../demo/thing.ts"],
  ["programs", "../scripts/thing.ts", "./thing.ts"],
  ["demo", "../src/cli/thing.ts", "../programs/thing.ts"],
  ["bench", "../src/service/control/thing.ts", "../demo/thing.ts"],
  ["fuzz", "../src/service/control/thing.ts", "../programs/thing.ts"],
  ["scripts", "../demo/thing.ts", "../src/cli/thing.ts"],
  ["src/nowhere", "./thing.ts", undefined],
] as const;

const CASES: readonly Case[] = [
  {
    rule: "typescript(no-floating-promises)",
    says: /Promises must be awaited/,
    file: "src/adapters/files/floating",
    bad: "export function start(): void {\n  Promise.resolve(1);\n}\n",
    good: "export async function start(): Promise<void> {\n  await Promise.resolve(1);\n}\n",
  },
  {
    rule: "typescript(no-misused-promises)",
    says: /Promise/,
    file: "src/adapters/files/misused",
    bad: "export const even = [1, 2].filter(async (n) => Promise.resolve(n > 1));\n",
    good: "export const even = [1, 2].filter((n) => n > 1);\n",
  },
  {
    rule: "typescript(no-explicit-any)",
    says: /any/,
    file: "src/core/units/any",
    bad: "export type Loose = readonly any[];\n",
    good: "export type Loose = readonly unknown[];\n",
  },
  {
    rule: "typescript(switch-exhaustiveness-check)",
    says: /"ticket"/,
    file: "src/core/rules/exhaustive",
    bad: 'export function rank(severity: "page" | "ticket"): number | undefined {\n  switch (severity) {\n    case "page":\n      return 1;\n  }\n  return undefined;\n}\n',
    good: 'export function rank(severity: "page" | "ticket"): number {\n  switch (severity) {\n    case "page":\n      return 1;\n    case "ticket":\n      return 2;\n  }\n}\n',
  },
  {
    rule: "eslint(no-restricted-properties)",
    says: /no clock/,
    file: "src/core/budget/clock",
    bad: "export const at = (): number => Date.now();\n",
    good: "export const at = (nowMs: () => number): number => nowMs();\n",
  },
  {
    rule: "eslint(no-restricted-properties)",
    says: /cli\/main\.ts/,
    file: "src/service/control/exit",
    bad: "export const stop = (): never => process.exit(1);\n",
    good: "export const stop = (): void => {\n  process.exitCode = 1;\n};\n",
  },
  {
    rule: "oxc(no-barrel-file)",
    says: /Barrel/,
    file: "src/core/sli/barrel",
    bad: 'export * from "./thing.ts";\n',
    good: 'import { thing } from "./thing.ts";\n\nexport const twice = [thing, thing];\n',
  },
  {
    rule: "import(no-cycle)",
    says: /cycle/i,
    file: "src/core/ledger/cycle",
    bad: 'import { other } from "./cycle-other.ts";\n\nexport const one = (): number => other() + 1;\n',
    good: 'import { thing } from "./thing.ts";\n\nexport const one = (): number => thing + 1;\n',
  },
  {
    rule: "import(no-cycle)",
    says: /cycle/i,
    file: "src/core/ledger/type-cycle",
    bad: 'import type { Other } from "./type-cycle-other.ts";\n\nexport interface One {\n  readonly other: Other;\n}\n',
    good: 'import type { thing } from "./thing.ts";\n\nexport type One = typeof thing;\n',
  },
  {
    rule: "headroom(rooms)",
    says: /core\/promql may not import undici/,
    file: "src/core/promql/package",
    bad: 'import { request } from "undici";\n\nexport const used = request;\n',
    good: 'import { parser } from "@prometheus-io/lezer-promql";\n\nexport const used = parser;\n',
  },
  ...ARROWS.map(([room, banned, allowed], index): Case => ({
    rule: "headroom(rooms)",
    says: room === "src/nowhere" ? /in no room of the table/ : /may not import/,
    file: `${room}/arrow-${index}`,
    bad: importing(banned),
    good: allowed === undefined ? "" : importing(allowed),
  })),
];

/** What every file of the tree may import. */
const THING = "export const thing = 1;\n";

/** Planted faults are not to be about comments, which the core has to have. */
const commented = (text: string): string => text.replaceAll(/^export /gm, "/** Planted, without a unit. */\nexport ");

const FILES: Readonly<Record<string, string>> = {
  "src/core/ledger/cycle-other.ts":
    'import { one } from "./cycle-bad.ts";\n\nexport const other = (): number => one() + 1;\n',
  "src/core/ledger/type-cycle-other.ts":
    'import type { One } from "./type-cycle-bad.ts";\n\nexport interface Other {\n  readonly one: One;\n}\n',
  "src/service/http/view.ts": THING,
  ...Object.fromEntries(CASES.map(({ file }) => [`${dirname(file)}/thing.ts`, THING])),
  ...Object.fromEntries(
    CASES.flatMap(({ file, bad, good }) => [
      [`${file}-bad.ts`, bad],
      [`${file}-good.ts`, good],
    ]),
  ),
};

let faults: readonly LintFault[];

beforeAll(async () => {
  faults = await lintPlanted(Object.fromEntries(Object.entries(FILES).map(([file, text]) => [file, commented(text)])));
});

describe("the table of rooms", () => {
  it("has a planted violation for every room", () => {
    const planted = new Set<string>(ARROWS.map(([room]) => room));
    expect(Object.keys(ROOMS).filter((room) => !planted.has(room))).toEqual([]);
  });
});

describe("the linter", () => {
  it.each(CASES)("reports $rule in $file-bad.ts", ({ rule, says, file }) => {
    const found = faults.filter((fault) => fault.filename === `${file}-bad.ts`);
    expect(found.map(({ code }) => code)).toContain(rule);
    const fault = found.find(({ code }) => code === rule);
    expect(`${fault?.message} ${fault?.help}`).toMatch(says);
  });

  it.each(CASES.filter(({ good }) => good !== ""))("has no fault to find in $file-good.ts", ({ file }) => {
    expect(faults.filter((fault) => fault.filename === `${file}-good.ts`)).toEqual([]);
  });
});
