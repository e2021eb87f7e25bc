import type { RequestListener, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { RawQuery } from "../../../src/core/ledger/ports.ts";
import type { Prometheus } from "../../../src/adapters/prometheus/prometheus.ts";
import { clientOf, closeClients } from "./tested-client.ts";

afterEach(closeClients);

/** A server with a switch, a clock that is set by hand, and what was asked and told. */
interface Played {
  readonly client: Prometheus;
  /** Queries in the order in which they came in. */
  readonly asked: string[];
  readonly told: string[];
  mode: "well" | "hangs" | "slow queries hang" | "has no backend" | "refuses queries";
  seconds: number;
}

const answer = (response: ServerResponse, data: unknown): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ status: "success", data }));

async function played(mode: Played["mode"]): Promise<Played> {
  const asked: string[] = [];
  const told: string[] = [];
  const own = { mode, seconds: 0 };
  const listener: RequestListener = (request, response) => {
    const query = new URL(request.url ?? "", "http://x").searchParams.get("query") ?? "";
    asked.push(query);
    if (own.mode === "hangs" || (own.mode === "slow queries hang" && query.startsWith("slow"))) return;
    if (own.mode === "has no backend") return void response.writeHead(503).end("no backend");
    if (own.mode === "refuses queries" && query !== "time()")
      return void response
        .writeHead(422, { "content-type": "application/json" })
        .end(JSON.stringify({ status: "error", errorType: "execution", error: "too many samples" }));
    if (query === "time()") return answer(response, { resultType: "scalar", result: [1_800_000_000, "1800000000"] });
    answer(response, { resultType: "vector", result: [] });
  };
  const client = await clientOf(listener, {
    timeoutSeconds: 0.3,
    monotonic: () => own.seconds,
    onCircuit: (state, because) => told.push(because === "" ? state : `${state}: ${because}`),
  });
  return Object.assign(own, { client, asked, told });
}

const LOST = "no whole answer within 0.3 s";
const REFUSED = `not asked for up to 30s at a time, since it failed 3 times in a row: ${LOST}`;
const messageOf = (one: { readonly kind: string; readonly message?: string }): string => one.message ?? one.kind;

describe("a source that does not answer", () => {
  it("is left alone after three failures in a row, then tried by a light question, and asked again once it answers", async () => {
    const source = await played("hangs");
    for (let i = 0; i < 3; i++) expect(messageOf(await source.client.serverTime())).toBe(LOST);
    expect([source.told, source.client.isLeftAlone]).toEqual([[`open: ${LOST}`], true]);
    source.asked.length = 0;
    expect(messageOf(await source.client.instant("x"))).toBe(REFUSED);
    expect(source.asked).toEqual([]);
    // The first pause is five seconds; what finds it over waits for the light question.
    source.seconds = 5;
    expect((await Promise.all([source.client.instant("x"), source.client.instant("y")])).map(messageOf)).toEqual([
      REFUSED,
      REFUSED,
    ]);
    expect(source.asked).toEqual(["time()"]);
    // The second one is ten.
    source.mode = "well";
    source.seconds = 14;
    expect(messageOf(await source.client.instant("x"))).toBe(REFUSED);
    source.seconds = 15;
    expect(messageOf(await source.client.instant("x"))).toBe("answered");
    expect(source.asked).toEqual(["time()", "time()", "x"]);
    expect(source.told.slice(1).map((text) => text.split(":")[0])).toEqual([
      "half-open",
      "open",
      "half-open",
      "closed",
    ]);
    expect(source.client.isLeftAlone).toBe(false);
  });

  it("is never left alone for longer than half a minute", async () => {
    const source = await played("has no backend");
    for (let i = 0; i < 3; i++) await source.client.serverTime();
    for (let i = 0; i < 6; i++) {
      source.seconds += 30;
      await source.client.instant("x");
    }
    // Each was sent twice, as a gateway may have a backend the second time.
    expect(source.told.filter((text) => text.startsWith("half-open"))).toHaveLength(6);
  });

  it("is still asked all else when it is one question that never ends", async () => {
    const source = await played("slow queries hang");
    for (let round = 0; round < 3; round++) {
      const slow = await Promise.all(["slow_a", "slow_b", "slow_c"].map((query) => source.client.instant(query)));
      expect(slow.map(messageOf)).toEqual([LOST, LOST, LOST]);
    }
    expect(messageOf(await source.client.instant("x"))).toBe("answered");
    expect([source.told, source.client.isLeftAlone]).toEqual([[], false]);
  });

  it("is still asked when it refuses what it is asked", async () => {
    const source = await played("refuses queries");
    for (let i = 0; i < 5; i++) await source.client.instant("huge");
    expect([source.told, source.asked]).toEqual([[], Array.from({ length: 5 }, () => "huge")]);
  });

  it("is left alone by those who read its past, too", async () => {
    const source = await played("hangs");
    for (let i = 0; i < 3; i++) await source.client.serverTime();
    const query: RawQuery = {
      selector: { metric: "x", matchers: [] },
      plan: {
        fromMs: 0,
        toMs: 60_000,
        countFromMs: 0,
        stepMs: 30_000,
        counted: "by its increase",
        excluded: [[]],
      },
      replicas: [],
    };
    expect(await source.client.rawSamples(query, () => {}, new AbortController().signal)).toMatchObject({
      kind: "failed",
      message: `remote read: the names of labels: ${REFUSED}`,
    });
  });

  it("is not blamed for a file with credentials that cannot be read", async () => {
    const told: string[] = [];
    let isThere = false;
    const client = await clientOf((_request, response) => answer(response, { resultType: "vector", result: [] }), {
      headers: () =>
        Promise.resolve(
          isThere
            ? { kind: "answered", value: {} }
            : { kind: "failed", reason: "unreachable", message: "no token", cause: undefined },
        ),
      onCircuit: (state) => told.push(state),
    });
    for (let i = 0; i < 5; i++) expect(messageOf(await client.instant("x"))).toBe("no token");
    isThere = true;
    expect([messageOf(await client.instant("x")), told]).toEqual(["answered", []]);
  });
});

describe("a slow question", () => {
  it("has at most half of the places from the second time on, so that others are answered meanwhile", async () => {
    const source = await played("slow queries hang");
    const slow = ["slow_a", "slow_b", "slow_c", "slow_d", "slow_e", "slow_f"];
    await Promise.all(slow.map((query) => source.client.instant(`${query}[2m]`)));
    source.asked.length = 0;
    // However far they reach back this time.
    const waiting = slow.map((query) => source.client.instant(`${query}[2m30s]`));
    const others = Array.from({ length: 20 }, () => source.client.instant("x"));
    expect((await Promise.all(others)).map(messageOf)).toEqual(others.map(() => "answered"));
    expect(source.asked.filter((query) => query.startsWith("slow"))).toEqual(["slow_a[2m30s]", "slow_b[2m30s]"]);
    await Promise.all(waiting);
  });
});
