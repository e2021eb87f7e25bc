import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";

/** Answers so large that they are read in a thread. */
const SERIES = 3_000;
const PATIENCE = { timeout: 60_000, interval: 200 };

const spec = (metric: string): string => `version: headroom/v1
service: ${metric}
slos:
  - name: availability
    target: 99%
    events: {total: ${metric}_total, bad: '${metric}_total{code="500"}'}
`;

let folder: string;
let trap: string;
let upstream: TestServer;
let headroom: HeadroomProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-thread-"));
  trap = join(folder, "trap");
  // Several answers wait for the thread at once.
  for (const metric of ["a", "b", "c"]) await writeFile(join(folder, `${metric}.yaml`), spec(metric));
  upstream = await startHttpServer((request, response) => {
    request.resume();
    const now = Date.now() / 1000;
    const query = new URL(request.url ?? "", "http://x").searchParams.get("query") ?? "";
    const [metric = ""] = /[abc]_total/.exec(query) ?? [];
    response.setHeader("content-type", "application/json");
    if (query === "time()") response.end(answer("scalar", `[${now},"${now}"]`));
    else response.end(answer("matrix", metric === "" ? "[]" : `[${series(metric, now)}]`));
  });
  headroom = await serveHeadroom(
    [`--specs=${folder}`, "--specs-settle=100ms", `--prometheus=${upstream.url}`, "--step=1s", "--query-timeout=5s"],
    { NODE_OPTIONS: `--import=${new URL("thread-trap.ts", import.meta.url).href}`, TEST_TRAP_FILE: trap },
  );
}, 60_000);
afterEach(async () => {
  await headroom?.stop("SIGKILL");
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
});

const answer = (resultType: string, result: string): string =>
  `{"status":"success","data":{"resultType":"${resultType}","result":${result}}}`;

const series = (metric: string, now: number): string =>
  Array.from(
    { length: SERIES },
    (_, i) =>
      `{"metric":{"__name__":"${metric}","pod":"a-pod-with-a-long-name-${i}"},"values":[[${now - 10},"1"],[${now},"2"]]}`,
  ).join(",");

async function steps(outcome: "done" | "failed"): Promise<number> {
  const text = await (await fetch(`${headroom.url}/metrics`)).text();
  return Number(
    new RegExp(`^headroom_steps_total\\{source="default",outcome="${outcome}"\\} (\\d+)$`, "m").exec(text)?.[1],
  );
}

const untilMore = async (outcome: "done" | "failed"): Promise<void> => {
  const before = await steps(outcome);
  await vi.waitFor(async () => expect(await steps(outcome)).toBeGreaterThan(before + 1), PATIENCE);
};

describe("a thread that reads large answers and dies", () => {
  it("fails the steps that need it, and none for longer than that", async () => {
    await untilMore("done");
    await writeFile(trap, "");
    await untilMore("failed");
    await rm(trap);
    await untilMore("done");
    expect(await headroom.stop()).toBe(0);
  }, 240_000);
});
