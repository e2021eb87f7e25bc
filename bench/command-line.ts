import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Measurement, median } from "./measurement.ts";

const HEADROOM = fileURLToPath(new URL("../bin/headroom", import.meta.url));
const SPECS = 1000;
const STARTS = 10;

/** The command line as a person meets it: how long it takes to start, and to check a large repository. */
export function measureCommandLine(): readonly Measurement[] {
  const folder = mkdtempSync(join(tmpdir(), "headroom-bench-"));
  try {
    for (let i = 0; i < SPECS; i++) writeFileSync(join(folder, `service-${i}.yaml`), spec(`service-${i}`));
    const check = run(["check", folder]);
    const starts = Array.from({ length: STARTS }, () => run(["--help"]));
    return [
      { name: "headroom check of 1,000 spec files", measured: check / 1000, unit: "s", goal: { atMost: 5 } },
      {
        name: "start of the command line (--help), median of 10",
        measured: median(starts),
        unit: "ms",
        goal: { atMost: 150 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [HEADROOM, ...args], { encoding: "utf8" });
  const length = performance.now() - before;
  if (status !== 0) throw new Error(`headroom ${args[0] ?? ""} ended with ${status}: ${stderr}`);
  return length;
}

const spec = (service: string): string => `version: headroom/v1
service: ${service}
owner: payments
slos:
  - name: availability
    description: Requests that do not fail.
    target: 99.9%
    events:
      total: http_requests_total{job="${service}"}
      bad: http_requests_total{job="${service}",code=~"5.."}
  - name: latency
    target: 99%
    latency:
      histogram: http_request_duration_seconds{job="${service}"}
      under: 300ms
`;
