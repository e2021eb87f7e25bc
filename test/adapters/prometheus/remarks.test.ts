import { afterEach, describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { clientOf, closeClients } from "./tested-client.ts";

const NOON = instant(1_800_000_000_000);
const MIX = 'PromQL warning: encountered a mix of histograms and floats for metric name "x" (1:20)';
const STYLE = 'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "x" (1:6)';
const omitted = (count: number, kind: string): string => `${count} more ${kind} annotations omitted`;

afterEach(closeClients);

const PATIENT = { timeoutSeconds: 30 };
const ONE = { resultType: "vector", result: [{ metric: {}, value: [1_800_000_000, "1"] }] };
const clientOfAnswer = (more: object): ReturnType<typeof clientOf> =>
  clientOf(
    (_request, response) => void response.end(JSON.stringify({ status: "success", data: ONE, ...more })),
    PATIENT,
  );

describe("an answer with remarks of the engine", () => {
  it.each([
    { told: { warnings: [MIX] }, remarks: [MIX] },
    { told: { warnings: [STYLE] }, remarks: undefined },
    { told: { infos: [STYLE], warnings: [] }, remarks: undefined },
    { told: { infos: [STYLE], warnings: [MIX] }, remarks: [MIX] },
    { told: { infos: [STYLE, omitted(3, "info")] }, remarks: undefined },
    { told: { warnings: [MIX, omitted(2, "warning")] }, remarks: [MIX, omitted(2, "warning")] },
    { told: { isPartial: false }, remarks: undefined },
    { told: { warnings: null, infos: null, isPartial: null }, remarks: undefined },
  ])("is whole: $told", async ({ told, remarks }) => {
    const answer = await (await clientOfAnswer(told)).instant("x", NOON);
    expect(answer).toEqual({
      kind: "answered",
      value: [{ labels: {}, timestamps: [NOON], values: [1] }],
      ...(remarks === undefined ? {} : { remarks }),
    });
  });
});

describe("an answer that may be partial", () => {
  it.each([
    { told: { warnings: ["store 10.0.0.1 unavailable"] }, why: "store 10.0.0.1 unavailable" },
    { told: { warnings: [MIX, "remote read failed"] }, why: "remote read failed" },
    { told: { warnings: ["store says: PromQL warning: x"] }, why: "store says: PromQL warning: x" },
    { told: { warnings: "store 10.0.0.1 unavailable" }, why: "store 10.0.0.1 unavailable" },
    { told: { infos: ["a store is slow"] }, why: "a store is slow" },
    { told: { warnings: [omitted(1, "warning")] }, why: omitted(1, "warning") },
    { told: { isPartial: true }, why: "a store did not answer (isPartial)" },
    { told: { isPartial: "true", warnings: [MIX] }, why: "a store did not answer (isPartial)" },
  ])("is refused: $told", async ({ told, why }) => {
    const client = await clientOfAnswer(told);
    const refused = { kind: "failed", reason: "invalid", message: `the answer may be partial: ${why}` };
    expect(await client.instant("x", NOON)).toMatchObject(refused);
    expect(await client.range("x", NOON, NOON, seconds(60))).toMatchObject(refused);
    expect(await client.labelValues("job", undefined, NOON, NOON)).toMatchObject(refused);
  });

  it("is not even made by a VictoriaMetrics with a store down: it is asked to fail instead", async () => {
    const client = await clientOf((request, response) => {
      const denied = new URL(request.url ?? "", "http://x").searchParams.get("deny_partial_response") === "1";
      const body = denied
        ? { status: "error", errorType: "503", error: "cannot fetch data from vmstorage" }
        : { status: "success", isPartial: true, data: ONE };
      response.writeHead(denied ? 503 : 200).end(JSON.stringify(body));
    }, PATIENT);
    const refused = { kind: "failed", reason: "unreachable", message: "503: cannot fetch data from vmstorage" };
    expect(await client.instant("x", NOON)).toMatchObject(refused);
    expect(await client.labelValues("job", undefined, NOON, NOON)).toMatchObject(refused);
  });
});
