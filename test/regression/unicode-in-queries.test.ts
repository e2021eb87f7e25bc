import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSelector } from "../../src/core/promql/parse-selector.ts";
import { printSelector, type Selector } from "../../src/core/promql/selector.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import { counter, objective, service } from "../fixtures/objectives.ts";
import { PROMTOOLS, runProgram } from "../fixtures/promtool.ts";

/** Characters that Prometheus' lexer or Go's YAML reader refused when they stood in generated files as they are. */
const UNREADABLE = ["\u0080", "\u0085", "\u2028", "\u2029", "\ufeff", "\ufffd", "\ufffe", "\uffff"];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-unicode-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a character that Prometheus does not read as it is", () => {
  // Of U+FFFD none comes back: what a rule says of it cannot be evaluated.
  it.each(UNREADABLE.filter((char) => char !== "\ufffd"))("%j comes back from a printed selector", (char) => {
    const selector: Selector = { metric: "up", matchers: [{ label: "job", operator: "=", value: `a${char}b` }] };
    expect(parseSelector(printSelector(selector))).toEqual({ ok: true, value: selector });
  });

  it.each(PROMTOOLS)("is read in rules and texts by $version", async ({ path }) => {
    const words = UNREADABLE.join("-");
    const total = counter("http_requests_total", { job: words });
    const rules = generateRules([
      service([
        objective({
          description: words,
          labels: { note: words },
          indicator: { kind: "events", total: [total], counted: { as: "bad", selectors: [total] } },
        }),
      ]),
    ]);
    const file = join(folder, "rules.yaml");
    await writeFile(file, rules.find((each) => each.path.endsWith(".rules.yaml"))?.text ?? "");
    const { code, output } = await runProgram(await path(), ["check", "rules", file]);
    expect([code, output]).toEqual([0, expect.stringContaining("SUCCESS")]);
  });
});
