import { once } from "node:events";
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { createConnection, createServer, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { toBinary } from "@bufbuild/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ScaledObjectRefSchema } from "../../../src/service/keda/wire/externalscaler_pb.ts";
import { KedaClient, replicasTrigger, serveKeda, type ServedKeda, trigger } from "../../fixtures/keda.ts";
import { status as sloStatus } from "../../fixtures/statuses.ts";

let server: ServedKeda;
let client: KedaClient;
beforeEach(async () => {
  server = await serveKeda({
    statuses: [
      sloStatus({ objective: { namespace: "shop" } }),
      sloStatus({ objective: { namespace: "shop", slo: "by-handler", by: ["handler"] }, by: { handler: "/pay" } }),
    ],
  });
  client = new KedaClient(server.address);
});
afterEach(async () => {
  client.close();
  await server.close(1);
});

const GATE = { metric: "slo_burn_rate", service: "checkout", slo: "availability", window: "5m", targetValue: "1" };

describe("the metadata of a trigger", () => {
  it.each([
    [
      {},
      "service is missing, write service: the name of the service; scaling is missing, write scaling: the name of a scaling block",
    ],
    [
      { service: "checkout", scalng: "checkout" },
      '"scalng" is no key of a trigger for slo_required_replicas, did you mean scaling?; scaling is missing, write scaling: the name of a scaling block',
    ],
    [
      { service: "checkout", scaling: "checkout", threshold: "5" },
      '"threshold" is no key of a trigger for slo_required_replicas, known are metric, service, scaling',
    ],
    [
      { service: "checkout", scaling: "checkout", targetValue: "2" },
      '"targetValue" is no key of a trigger for slo_required_replicas, known are metric, service, scaling',
    ],
    [{ metric: "slo_burnrate" }, 'there is no metric "slo_burnrate", did you mean slo_burn_rate?'],
    [
      { metric: "cpu" },
      'there is no metric "cpu", there are slo_required_replicas, slo_burn_rate, slo_latency_seconds, slo_error_budget_remaining_ratio',
    ],
    [
      { ...GATE, windw: "1h", window: "" },
      '"windw" is no key of a trigger for slo_burn_rate, did you mean window?; window is missing, write window: 5m, 1h or another burn window, or slo',
    ],
    [{ ...GATE, window: "7m" }, 'window "7m" is not read, there are 5m, 30m, 1h, 2h, 6h, 1d, 3d, slo'],
    [{ ...GATE, targetValue: "many" }, 'targetValue "many" is no target, write a number of 0.001 or more'],
    [{ ...GATE, targetValue: "0" }, 'targetValue "0" is no target, write a number of 0.001 or more'],
    [{ ...GATE, targetValue: "Infinity" }, 'targetValue "Infinity" is no target, write a number of 0.001 or more'],
    [
      { ...GATE, handler: "/pay" },
      '"handler" is no key of a trigger for slo_burn_rate, known are metric, service, slo, window, targetValue',
    ],
    [
      { metric: "slo_latency_seconds", service: "checkout", slo: "availability", quantile: "0.9", targetValue: "1" },
      'quantile "0.9" is not read, there are 0.5, 0.95, 0.99; checkout/availability is no latency SLO, name one that has latency: in its spec',
    ],
    [
      { ...GATE, targetValue: "" },
      "targetValue is missing, write targetValue: a number, the target for the autoscaler; a formula of scalingModifiers does not read it",
    ],
  ])("is refused with all that is wrong and a remedy: %j", async (metadata, problem) => {
    const refused = { code: "INVALID_ARGUMENT", details: `metadata of the trigger: ${problem}` };
    const ref = trigger(metadata);
    expect(await client.getMetricSpec(ref)).toEqual(refused);
    expect(await client.getMetrics(ref, "")).toEqual(refused);
    expect(await client.isActive(ref)).toEqual(refused);
    const streams = [client.streamIsActive(ref), client.streamMetricSpec(ref)];
    await vi.waitFor(() => expect(streams.map(({ end }) => end)).toEqual([refused, refused]));
    expect(server.open()).toBe(0);
  });

  it("may hold all that KEDA sends for itself", async () => {
    const kedas = { unsafeSsl: "false", caCert: "x", tlsClientCert: "x", tlsClientKey: "x", tlsServerName: "headroom" };
    const ref = trigger({ service: "checkout", scaling: "checkout", ...kedas, somethingFromEnv: "x" });
    expect(await client.getMetrics(ref)).toMatchObject({ code: "OK" });
  });

  it("with names as long as a message, in any script, is answered with a message that a header has room for", async () => {
    const long = "é".repeat(20_000);
    const answer = await client.getMetrics(trigger({ service: long, scaling: "😀".repeat(5_000) }));
    expect(answer).toMatchObject({
      code: "NOT_FOUND",
      details: expect.stringMatching(/^namespace "shop" has no [^]{1,400}$/),
    });
    const keys = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`${"key".repeat(19)}-${i}`, "x"]));
    expect(await client.getMetrics(trigger({ service: "a", scaling: "b", ...keys }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      details: expect.stringMatching(/^[^]{1,1000}$/),
    });
  });

  it.each(["__proto__", "constructor", "toString"])("is not taken for more than text: %s", async (key) => {
    expect((await client.getMetrics(trigger({ service: key, scaling: key }))).code).toBe("NOT_FOUND");
    expect((await client.getMetrics(trigger({ ...GATE, metric: key }))).code).toBe("INVALID_ARGUMENT");
  });
});

describe("a message", () => {
  it("of 5 MB is refused, and the next is answered", async () => {
    expect(await client.getMetrics(trigger({ service: "x".repeat(5_000_000) }))).toMatchObject({
      code: "RESOURCE_EXHAUSTED",
    });
    expect(await client.getMetrics(replicasTrigger())).toMatchObject({ code: "OK" });
  });

  it.each([
    ["is no protocol buffer", { bytes: frame(Buffer.from("ffffffffffff", "hex")) }, "13"],
    ["is cut off", { bytes: Buffer.from("0000000fff0a", "hex") }, undefined],
    ["says that it is gzip, and is garbage", { bytes: frame(Buffer.from("garbage"), 1), encoding: "gzip" }, "13"],
    ["says that it is deflate, and is garbage", { bytes: frame(Buffer.from("garbage"), 1), encoding: "deflate" }, "13"],
    ["is packed by a way that nobody knows", { bytes: frame(Buffer.from("x"), 1), encoding: "brotli" }, "12"],
    [
      "unpacks to far more than it may be",
      { bytes: frame(gzipSync(Buffer.alloc(50_000_000)), 1), encoding: "gzip" },
      "8",
    ],
    ["announces four gigabytes", { bytes: Buffer.from("00ffffffff00", "hex") }, "8"],
    ["comes twice", { bytes: Buffer.concat([WHOLE(), WHOLE()]) }, "12"],
    ["does not come", { bytes: Buffer.alloc(0) }, "12"],
  ])("that %s ends its own call alone", async (_what, { bytes, encoding }: RawMessage, code) => {
    const session = connect(`http://${server.address}`);
    session.on("error", () => undefined);
    const ended = await sendRaw(session, bytes, encoding);
    if (code !== undefined) expect(ended).toBe(code);
    session.destroy();
    expect(await client.getMetrics(replicasTrigger())).toMatchObject({ code: "OK" });
    expect(server.faults).toEqual([]);
  });

  it.each([
    ["HTTP/1.1", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["nothing but noise", "\u0000\u0001\u0002noise".repeat(1000)],
    ["half a preface", "PRI * HTTP/2.0\r\n\r\nSM"],
  ])("that is %s leaves the service as it is", async (_what, text) => {
    const [host = "", port] = server.address.split(":");
    const socket = createConnection(Number(port), host);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.end(text);
    await once(socket.resume(), "close");
    expect(await client.getMetrics(replicasTrigger())).toMatchObject({ code: "OK" });
  });

  it("for a method that is not there is told so", async () => {
    const session = connect(`http://${server.address}`);
    expect(await sendRaw(session, WHOLE(), undefined, "/externalscaler.ExternalScaler/Nothing")).toBe("12");
    session.destroy();
  });
});

describe("streams", () => {
  it("beyond the most from one peer are refused, until one of them ends", async () => {
    await server.close(1);
    server = await serveKeda({ limits: { streams: { ofOnePeer: 3, ofAll: 100 } } });
    client = new KedaClient(server.address);
    const open = [1, 2, 3].map(() => client.streamIsActive(replicasTrigger()));
    await vi.waitFor(() => expect(open.every(({ messages }) => messages.length === 1)).toBe(true));
    const refused = client.streamMetricSpec(replicasTrigger());
    await vi.waitFor(() =>
      expect(refused.end).toEqual({
        code: "RESOURCE_EXHAUSTED",
        details: "3 streams are open from 127.0.0.1, which is the most from one",
      }),
    );
    open[0]?.cancel();
    await vi.waitFor(() => expect(server.open()).toBe(2));
    const admitted = client.streamMetricSpec(replicasTrigger());
    await vi.waitFor(() => expect(admitted.messages).toHaveLength(1));
  });

  it("of one peer are a thousand at most, and other calls are answered all the same", async () => {
    const streams = Array.from({ length: 1_005 }, () => client.streamIsActive(replicasTrigger()));
    await vi.waitFor(
      () => {
        const ends = streams.flatMap(({ end }) => (end === undefined ? [] : [end.code]));
        expect([server.open(), ends]).toEqual([1_000, Array.from({ length: 5 }, () => "RESOURCE_EXHAUSTED")]);
      },
      { timeout: 20_000 },
    );
    expect(await client.getMetrics(replicasTrigger())).toMatchObject({ code: "OK" });
  });

  it("may be opened by one connection as many as a peer may have, and some calls besides", async () => {
    const session = connect(`http://${server.address}`);
    await once(session, "remoteSettings");
    expect(session.remoteSettings.maxConcurrentStreams).toBe(1_200);
    session.destroy();
  });

  it("beyond the most of all are refused", async () => {
    await server.close(1);
    server = await serveKeda({ limits: { streams: { ofOnePeer: 100, ofAll: 1 } } });
    client = new KedaClient(server.address);
    const first = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect(first.messages).toHaveLength(1));
    const second = client.streamIsActive(replicasTrigger());
    await vi.waitFor(() =>
      expect(second.end).toEqual({
        code: "RESOURCE_EXHAUSTED",
        details: "1 streams are open, which is the most of all callers together",
      }),
    );
  });

  it("of a peer that has died are free again", async () => {
    await server.close(1);
    server = await serveKeda({ limits: { keepalive: { everySeconds: 0.2, answerSeconds: 2 } } });
    client = new KedaClient(server.address);
    const between = await wireTo(server.address);
    const far = new KedaClient(between.address);
    const stream = far.streamIsActive(replicasTrigger());
    await vi.waitFor(() => expect([stream.messages.length, server.open()]).toEqual([1, 1]));
    between.cut();
    await vi.waitFor(() => expect(server.open()).toBe(0), { timeout: 20_000 });
    expect(server.calls).toEqual(["StreamIsActive CANCELLED"]);
    far.close();
    await between.close();
  });
});

interface RawMessage {
  readonly bytes: Buffer;
  readonly encoding?: string;
}

/** A message as gRPC frames it. */
function frame(message: Buffer, compressed = 0): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed, 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function WHOLE(): Buffer {
  return frame(Buffer.from(toBinary(ScaledObjectRefSchema, replicasTrigger())));
}

const headersFor = (path: string, encoding?: string) => ({
  ":method": "POST",
  ":path": path,
  "content-type": "application/grpc",
  te: "trailers",
  ...(encoding === undefined ? {} : { "grpc-encoding": encoding }),
});

/** A wire to a server that can be cut without either end hearing of it. */
async function wireTo(address: string): Promise<{ address: string; cut: () => void; close: () => Promise<void> }> {
  const [host = "", port] = address.split(":");
  const ends: Socket[] = [];
  const wire = createServer((near) => {
    const far = createConnection(Number(port), host);
    ends.push(near, far);
    for (const end of [near, far]) end.on("error", () => undefined);
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(wire, "listening");
  const own = wire.address();
  return {
    address: `127.0.0.1:${typeof own === "object" ? own?.port : 0}`,
    cut: () => ends.forEach((end) => end.unpipe().pause()),
    async close() {
      for (const end of ends) end.destroy();
      wire.close();
      await once(wire, "close");
    },
  };
}

/** The status with which a call ended, if it had one. */
async function sendRaw(
  session: ClientHttp2Session,
  bytes: Buffer,
  encoding?: string,
  path = "/externalscaler.ExternalScaler/IsActive",
): Promise<string | undefined> {
  const call = session.request(headersFor(path, encoding));
  let code: string | undefined;
  const note = ({ "grpc-status": status }: IncomingHttpHeaders): void => void (code = status?.toString() ?? code);
  call
    .on("response", note)
    .on("trailers", note)
    .on("error", () => undefined);
  call.end(bytes);
  await once(call.resume(), "close");
  return code;
}
