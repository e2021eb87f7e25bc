import { describe, expect, it } from "vitest";
import { sourceHooks } from "../../src/cli/serve/source-hooks.ts";
import { OwnMetrics } from "../../src/service/http/own-metrics.ts";
import type { Log } from "../../src/service/ports/log.ts";

describe("what is told of a source that does not answer", () => {
  it("is in the log once, and in the metrics for as long as it lasts", async () => {
    const lines: unknown[] = [];
    const noted =
      (level: string): Log["info"] =>
      (message, fields) =>
        void lines.push([level, message, fields]);
    const log: Log = { debug: () => {}, info: noted("info"), warn: noted("warn"), error: noted("error") };
    const metrics = new OwnMetrics("1.2.3", ["main"]);
    const series = async (): Promise<readonly string[]> =>
      (await metrics.print(undefined))
        .split("\n")
        .filter((line) => /^headroom_prometheus_(left_alone|retries)/.test(line));
    const { onCircuit, onRetry } = sourceHooks("main", metrics, log);
    expect(await series()).toEqual([
      'headroom_prometheus_retries_total{source="main"} 0',
      'headroom_prometheus_left_alone{source="main"} 0',
      'headroom_prometheus_left_alone_total{source="main"} 0',
    ]);
    onRetry();
    onCircuit("open", "connect ECONNREFUSED");
    onCircuit("half-open", "connect ECONNREFUSED");
    onCircuit("open", "no whole answer within 5 s");
    const during = await series();
    onCircuit("half-open", "no whole answer within 5 s");
    onCircuit("closed", "no whole answer within 5 s");
    expect([during, await series()]).toEqual([
      [
        'headroom_prometheus_retries_total{source="main"} 1',
        'headroom_prometheus_left_alone{source="main"} 1',
        'headroom_prometheus_left_alone_total{source="main"} 1',
      ],
      [
        'headroom_prometheus_retries_total{source="main"} 1',
        'headroom_prometheus_left_alone{source="main"} 0',
        'headroom_prometheus_left_alone_total{source="main"} 1',
      ],
    ]);
    expect(lines).toEqual([
      [
        "warn",
        "a source does not answer and is left alone; it is tried every half a minute",
        { source: "main", problem: "connect ECONNREFUSED" },
      ],
      ["info", "a source that was left alone answers again", { source: "main" }],
    ]);
  });
});
