import { describe, expect, it } from "vitest";
import type { KeptPiece } from "../../../src/core/ledger/source-ledger.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { type ResumeDeps, resumeLedger } from "../../../src/service/control/resume-ledger.ts";
import type { PrometheusReader } from "../../../src/service/ports/prometheus.ts";
import { DrivenLedger, requests } from "../../core/ledger/driven-ledger.ts";
import { MemoryKeeper } from "../../fixtures/memory-keeper.ts";
import { objective } from "../../fixtures/objectives.ts";
import { toldLog } from "../../fixtures/told-log.ts";

const ADDRESS = "http://prometheus:9090";
const KEPT_AT = Date.UTC(2026, 0, 15, 12);

/** Nobody is asked anything while a ledger is read. */
const never = (): Promise<never> => Promise.reject(new Error("nothing is to be asked"));
const PROMETHEUS: PrometheusReader = { instant: never, range: never, serverTime: never };

/** A ledger that was kept, and who goes on with it some seconds later by our own clock. */
function setUp(more: Partial<ResumeDeps> = {}, laterSeconds = 90) {
  const driven = new DrivenLedger([objective()]);
  for (let step = 0, good = 0; step < 30; step++) driven.stepWith([[requests("200"), (good += 10)]]);
  const keeper = new MemoryKeeper();
  const pieces: readonly KeptPiece[] = driven.kept().map((record) => ({ delay: seconds(0), record }));
  const source = { name: "default", address: ADDRESS, at: instant(driven.nowMs), keptAt: instant(KEPT_AT) };
  keeper.kept = new Map([["default", { source, pieces }]]);
  const log = toldLog();
  const resume = () =>
    resumeLedger({
      name: "default",
      address: ADDRESS,
      keeper,
      prometheus: PROMETHEUS,
      step: seconds(30),
      clock: { now: () => instant(KEPT_AT + laterSeconds * 1000), monotonic: () => 0 },
      log,
      ...more,
    });
  return { driven, keeper, log, resume, source, pieces };
}

const REFUSED = "what was counted before cannot be gone on with; history is read anew";

describe("a ledger that was kept", () => {
  it("goes on as it was, at the time that it should be for its Prometheus by now", async () => {
    const { driven, log, resume } = setUp();
    const resumed = await resume();
    expect(resumed).toMatchObject({ now: driven.nowMs + 90_000, keptAt: KEPT_AT, ageSeconds: 90 });
    resumed?.ledger.follow([objective()], instant(driven.nowMs + 90_000));
    const slo = resumed?.ledger.read(instant(driven.nowMs + 90_000))[0]?.windows.find(({ window }) => window === "slo");
    expect([slo?.total, slo?.bad]).toEqual([290, 0]);
    expect(log.lines).toEqual([
      [
        "info",
        "goes on with what was counted before",
        { source: "default", kept: "2026-01-15T12:00:00.000Z", age_seconds: 90 },
      ],
    ]);
  });

  it("is of now where our own clock was set back meanwhile", async () => {
    const { driven, resume } = setUp({}, -3600);
    expect(await resume()).toMatchObject({ now: driven.nowMs, ageSeconds: 0 });
  });

  it("is nothing to speak of where there is none", async () => {
    const { log, resume } = setUp({ name: "another" });
    expect([await resume(), log.lines]).toEqual([undefined, []]);
  });

  it.each<readonly [what: string, more: Partial<ResumeDeps>, problem: string]>([
    ["address", { address: "http://other:9090" }, `it was kept of ${ADDRESS}`],
    ["step", { step: seconds(15) }, "it was kept with a step of 30 s, and now it is 15 s"],
    [
      "label of replicas",
      { prometheus: { ...PROMETHEUS, replicaLabels: ["replica"] } },
      "it was kept with other labels of replicas",
    ],
  ])("is not gone on with by one of another %s", async (_, more, problem) => {
    const { log, resume } = setUp(more);
    expect(await resume()).toBeUndefined();
    expect(log.lines).toEqual([["warn", REFUSED, { source: "default", problem, help: "nothing: it is kept anew" }]]);
  });

  it("is not gone on with where a piece of it is not what it says", async () => {
    const { keeper, log, resume, source, pieces } = setUp();
    keeper.kept = new Map([["default", { source, pieces: pieces.slice(1) }]]);
    expect(await resume()).toBeUndefined();
    expect(log.lines).toEqual([
      [
        "warn",
        REFUSED,
        {
          source: "default",
          problem: "a fault in headroom itself: a ledger has no beginning",
          help: "nothing: it is kept anew",
        },
      ],
    ]);
  });

  it("is not gone on with where reading it fails, even at its end", async () => {
    const { keeper, log, resume } = setUp();
    const read = keeper.read.bind(keeper);
    keeper.read = async (...question) => {
      await read(...question);
      return { kind: "failed", problem: "the disk is broken", remedy: "mend it" };
    };
    expect(await resume()).toBeUndefined();
    expect(log.lines).toEqual([
      ["warn", REFUSED, { source: "default", problem: "the disk is broken", help: "mend it" }],
    ]);
  });
});
