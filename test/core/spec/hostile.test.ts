import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const start = "version: headroom/v1\nservice: a\n";
const slos = "slos: [{name: b, target: 99%, probe: {success: up}}]\n";

/**
 * Texts that make careless readers hang, fill the memory or abort the process; as code, since they are large.
 * A child process reads them several times, because an abort cannot be caught and may come late.
 */
const HOSTILE: Readonly<Record<string, string>> = {
  "nested flow lists": `"[".repeat(5000)`,
  "nested flow maps": `"{a: ".repeat(50000)`,
  "nested dashes": `"- ".repeat(5000) + "a"`,
  "nested maps over lines": `Array.from({ length: 500 }, (_, i) => " ".repeat(i) + "a:").join("\\n")`,
  "a quarter of a megabyte of brackets": `"[".repeat(262144)`,
  "question marks": `"? ".repeat(100000)`,
  "fifty thousand fields": `Array.from({ length: 25000 }, (_, i) => "k" + i + ": 1").join("\\n")`,
  "billion laughs": `["a: &a [x, x]", ...Array.from({ length: 30 }, (_, i) => "b" + i + ": &b" + i + " [*" + (i ? "b" + (i - 1) : "a") + ", *" + (i ? "b" + (i - 1) : "a") + "]")].join("\\n")`,
  "sixty thousand SLOs": `${JSON.stringify(start)} + "slos: [" + "1,".repeat(60000) + "]"`,
  "unknown names near to nothing": `${JSON.stringify(start)} + Array.from({ length: 900 }, (_, i) => "k".repeat(200) + i + ": 1").join("\\n")`,
  "quotes without an end": `${JSON.stringify(start)} + "owner: \\"" + "\\\\".repeat(200001)`,
  "a long folded query": `${JSON.stringify(start + slos)} + "causes: [{name: a, unit: count, query: '" + "x + ".repeat(1000) + "x'}]"`,
  "a query of long names": `${JSON.stringify(start + slos)} + "causes: [{name: a, unit: count, query: '" + "a".repeat(200000) + "'}]"`,
  "a regular expression that backtracks": `${JSON.stringify(start)} + 'slos: [{name: b, target: 99, events: {total: \\'x{a=~"(a+)+(a+)+(a+)+b"}\\', bad: \\'x{a="' + "a".repeat(2000) + '"}\\'}}]'`,
  "a formula of many brackets": `${JSON.stringify(start + slos)} + "scaling: [{name: a, target: Deployment/a, demand: x, capacity: {perReplica: 50}, limits: {min: 2, max: 3}, formula: '" + "(".repeat(5000) + "1" + ")".repeat(5000) + "'}]"`,
  "blanks before a percent sign": `${JSON.stringify(start)} + "slos: [{name: b, target: '9" + " ".repeat(100000) + "%', window: '" + "1".repeat(100000) + "x'}]"`,
  "commas in a cron": `${JSON.stringify(start + slos)} + "scaling: [{name: a, schedule: [{cron: '" + "1,".repeat(20000) + " * * *'}]}]"`,
};

const program = (text: string): string => `
  import { parseSpec } from ${JSON.stringify(join(import.meta.dirname, "../../../src/core/spec/parse-spec.ts"))};
  await parseSpec(${JSON.stringify(start + slos)}, "warm.yaml");
  const text = ${text};
  let slowest = 0;
  for (let i = 0; i < 3; i++) {
    const from = performance.now();
    const { ok } = await parseSpec(text, "spec.yaml");
    slowest = Math.max(slowest, performance.now() - from);
    if (ok) throw new Error("understood");
  }
  process.stdout.write(String(slowest));
`;

describe("a hostile text", () => {
  it.each(Object.keys(HOSTILE))("of %s is refused soon, by a process that lives on", (name) => {
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", program(HOSTILE[name] ?? "")],
      { encoding: "utf8", timeout: 30_000 },
    );
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
    // Some tens of milliseconds alone; the bound leaves room for a busy machine.
    expect(Number(stdout)).toBeLessThan(3000);
  });
});
