import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { LOOPBACK, newAuthority } from "../fixtures/pki.ts";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { startHttpServer, type TestServer } from "../fixtures/http-server.ts";
import { KedaClient, trigger } from "../fixtures/keda.ts";

const SPEC = `
version: headroom/v1
service: shop
namespace: shop
slos:
  - name: availability
    target: 99%
    events: {total: x_total, bad: 'x_total{code="500"}'}
scaling:
  - name: web
    target: Deployment/web
    mode: publish
    slos: [availability]
    demand: sum(rate(x_total[1m]))
    capacity: {perReplica: 50}
    limits: {min: 3, max: 40}
`;
const WEB = trigger({ service: "shop", scaling: "web" });

let folder: string;
/** A Prometheus that takes questions and never answers. */
let upstream: TestServer;
let asked = 0;
let headroom: HeadroomProcess | undefined;
let client: KedaClient | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-cli-keda-"));
  await writeFile(join(folder, "shop.yaml"), SPEC);
  upstream = await startHttpServer(() => void (asked += 1));
});
afterEach(async () => {
  client?.close();
  await headroom?.stop();
});
afterAll(async () => {
  await upstream.close();
  await rm(folder, { recursive: true });
});

async function serve(...args: readonly string[]): Promise<HeadroomProcess> {
  headroom = await serveHeadroom([
    `--prometheus=${upstream.url}`,
    `--specs=${folder}`,
    "--specs-settle=100ms",
    "--query-timeout=2s",
    "--step=20d",
    "--scaling-step=20d",
    "--keda-listen=127.0.0.1:0",
    ...args,
  ]);
  return headroom;
}

const refused = (...args: readonly string[]): ReturnType<typeof runHeadroom> =>
  runHeadroom(["serve", "--listen", "127.0.0.1:0", "--specs", folder, ...args]);

async function certificateFiles() {
  const own = await newAuthority("cluster");
  const [server, kedas] = [
    await own.issue({ commonName: "headroom", names: LOOPBACK }),
    await own.issue({ commonName: "keda-operator", names: LOOPBACK }),
  ];
  const path = (name: string): string => join(folder, name);
  await Promise.all([
    writeFile(path("tls.crt"), server.certificate),
    writeFile(path("tls.key"), server.key),
    writeFile(path("ca.crt"), own.certificate),
  ]);
  const files = [
    `--keda-cert-file=${path("tls.crt")}`,
    `--keda-key-file=${path("tls.key")}`,
    `--keda-client-ca-file=${path("ca.crt")}`,
  ];
  return { issuer: own.certificate, kedas, files };
}

describe("headroom serve for KEDA", () => {
  it("tells the spec as soon as it is read, while Prometheus hangs, asks it nothing for a poll, and stops in order", async () => {
    const running = await serve();
    const { address } = await running.logged("listening for KEDA");
    const keda = (client = new KedaClient(String(address)));
    await running.logged("specs loaded");
    expect(await keda.getMetricSpec(WEB)).toMatchObject({
      code: "OK",
      body: { metricSpecs: [{ metricName: "slo_required_replicas", targetSize: 1n, targetSizeFloat: 1 }] },
    });
    const stream = keda.streamMetricSpec(WEB);
    await vi.waitFor(() => expect(stream.messages).toHaveLength(1));
    // Nothing is asked on its own any more, so that every question would be a poll's.
    await running.logged("prometheus gives no whole answer");
    const before = asked;
    for (let i = 0; i < 20; i++)
      expect(await keda.poll(WEB)).toEqual([
        {
          code: "UNAVAILABLE",
          details: "slo_required_replicas has no fresh value: nothing was decided for it yet",
        },
      ]);
    expect(asked).toBe(before);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toContain('headroom_keda_requests_total{method="GetMetrics",code="UNAVAILABLE"} 20');
    expect(metrics).toContain("headroom_keda_open_streams 1");
    expect(await running.stop()).toBe(0);
    await vi.waitFor(() => expect(stream.end).toEqual({ code: "OK", details: "" }));
  });

  it("speaks TLS with the files that it is given", async () => {
    const { issuer, kedas, files } = await certificateFiles();
    const running = await serve(...files);
    const { address, tls } = await running.logged("listening for KEDA");
    expect(tls).toBe(true);
    await running.logged("specs loaded");
    client = new KedaClient(
      String(address),
      credentials.createSsl(Buffer.from(issuer), Buffer.from(kedas.key), Buffer.from(kedas.certificate)),
    );
    expect(await client.getMetricSpec(WEB)).toMatchObject({ code: "OK" });
    expect(JSON.stringify(running.log)).not.toContain("PRIVATE");
  });

  it("does not start with files that do not fit together, and says which", async () => {
    const { kedas, files } = await certificateFiles();
    await writeFile(join(folder, "tls.key"), kedas.key);
    expect(await refused("--keda-listen", "127.0.0.1:0", ...files)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(
        `headroom: KEDA cannot be served with TLS: ${join(folder, "tls.key")} is not the key to the certificate in ${join(folder, "tls.crt")}\n  help: look at --keda-cert-file, --keda-key-file and --keda-client-ca-file\n`,
      ),
    });
  });

  it("does not open to other machines without TLS", async () => {
    expect(await refused("--keda-listen", "0.0.0.0:0")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "headroom: 0.0.0.0 is reached from other machines, and KEDA would be served there without TLS\n  help: give --keda-cert-file FILE, --keda-key-file FILE, --keda-client-ca-file FILE, or serve whoever asks with --keda-allow-plaintext\n",
    });
  });

  it("says which port is in use and how to choose another", async () => {
    const port = Number(new URL(upstream.url).port);
    const { code, stderr } = await refused("--keda-listen", `127.0.0.1:${port}`);
    expect(code).toBe(3);
    expect(stderr).toContain(
      `headroom: port ${port} on 127.0.0.1 is in use by another program\n  help: choose another with --keda-listen 127.0.0.1:${port + 1}, or any free one with --keda-listen 127.0.0.1:0\n`,
    );
  });
});
