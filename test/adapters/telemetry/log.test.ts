import { describe, expect, it } from "vitest";
import { createLog, type LogOptions } from "../../../src/adapters/telemetry/log.ts";
import { Secret } from "../../../src/adapters/settings/secret.ts";

function logInto(lines: string[], options: Partial<LogOptions> = {}): ReturnType<typeof createLog> {
  return createLog({
    level: "info",
    format: "json",
    write: (line) => void lines.push(line),
    now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
    traceIds: () => ({}),
    ...options,
  });
}

describe("the log", () => {
  it("writes one JSON line per event, with its fields and the ids of the trace", () => {
    const lines: string[] = [];
    logInto(lines, { traceIds: () => ({ trace_id: "t" }) }).warn("query failed", {
      source: "default",
      seconds: 1.5,
      absent: undefined,
    });
    expect(lines).toEqual([
      '{"ts":"2026-01-02T03:04:05.000Z","level":"warn","msg":"query failed","source":"default","seconds":1.5,"trace_id":"t"}\n',
    ]);
  });

  it("tells an error with its causes, and no secret", () => {
    const lines: string[] = [];
    logInto(lines).error("step failed", {
      error: new Error("outer", { cause: new Error("inner") }),
      token: new Secret("canary"),
    });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ error: "outer: inner", token: "***" });
  });

  it("leaves out what is below its level", () => {
    const lines: string[] = [];
    const log = logInto(lines, { level: "warn" });
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(["c", "d"]);
  });

  it("says one sentence at most 200 times a minute, and counts the rest; others are not drowned by it", () => {
    const lines: string[] = [];
    let nowMs = Date.UTC(2026, 0, 2);
    const log = logInto(lines, { now: () => nowMs });
    for (let i = 0; i < 1_000; i++) log.warn("noise", { i });
    log.error("fault");
    expect(lines).toHaveLength(201);
    nowMs += 60_000;
    log.info("calm");
    const last = lines.slice(-2).map((line) => JSON.parse(line));
    expect(last).toMatchObject([
      { level: "warn", msg: "lines were left out of the log", sentence: "noise", lines: 800 },
      { level: "info", msg: "calm" },
    ]);
    log.warn("noise");
    expect(lines).toHaveLength(204);
  });

  it("goes on when its clock is set back", () => {
    const lines: string[] = [];
    let nowMs = Date.UTC(2026, 0, 2);
    const log = logInto(lines, { now: () => nowMs });
    for (let i = 0; i < 300; i++) log.warn("noise");
    nowMs -= 3_600_000;
    log.warn("noise");
    expect(lines).toHaveLength(202);
  });

  it("cuts what is longer than anybody reads, and says how long it was", () => {
    const lines: string[] = [];
    logInto(lines).warn("trouble", { query: "x".repeat(100_000), error: new Error("y".repeat(5_000)) });
    const { query, error } = JSON.parse(lines[0] ?? "");
    expect(query).toBe(`${"x".repeat(4_096)}… (100000 characters)`);
    expect(error).toBe(`${"y".repeat(4_096)}… (5000 characters)`);
  });

  it("writes for eyes on a terminal, one line whatever the text", () => {
    const lines: string[] = [];
    const log = logInto(lines, { format: "text" });
    log.info("listening", { url: "http://127.0.0.1:8080", count: 2 });
    log.warn("trouble", { problem: 'two\nlines and "quotes"' });
    expect(lines).toEqual([
      "03:04:05 listening  url=http://127.0.0.1:8080  count=2\n",
      '03:04:05 WARN trouble  problem="two\\nlines and \\"quotes\\""\n',
    ]);
  });
});
