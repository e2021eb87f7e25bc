import { connect } from "node:tls";
import { once } from "node:events";
import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, serveHeadroom } from "../fixtures/headroom-process.ts";
import { KedaClient, trigger } from "../fixtures/keda.ts";
import { type Authority, type KeyPair, LOOPBACK, newAuthority } from "../fixtures/pki.ts";
import { SCALED_SPEC } from "../fixtures/scaled-shop.ts";

const CALLERS = 3;
const PATIENCE = { timeout: 60_000, interval: 200 };
const WEB = trigger({ service: "shop", scaling: "web" }, "default");

let folder: string;
let own: Authority;
let kedas: KeyPair;
let headroom: HeadroomProcess;
let address: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-rotate-"));
  await mkdir(join(folder, "slo-specs"));
  await writeFile(join(folder, "slo-specs", "shop.yaml"), SCALED_SPEC);
  own = await newAuthority("cluster");
  kedas = await own.issue({ commonName: "keda-operator", names: LOOPBACK });
  await writeFile(join(folder, "ca.crt"), own.certificate);
  await write(await issue("first"));
  headroom = await serveHeadroom([
    `--specs=${join(folder, "slo-specs")}`,
    "--specs-settle=100ms",
    "--prometheus=http://127.0.0.1:1",
    "--keda-listen=127.0.0.1:0",
    `--keda-cert-file=${join(folder, "tls.crt")}`,
    `--keda-key-file=${join(folder, "tls.key")}`,
    `--keda-client-ca-file=${join(folder, "ca.crt")}`,
  ]);
  address = String((await headroom.logged("listening for KEDA"))["address"]);
  await headroom.logged("specs loaded");
}, 60_000);
afterAll(async () => {
  await headroom?.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const issue = (commonName: string): Promise<KeyPair> => own.issue({ commonName, names: LOOPBACK });

/** One file after the other, as most tools write them. */
async function write({ certificate, key }: KeyPair): Promise<void> {
  await writeFile(join(folder, "tls.crt"), certificate);
  await writeFile(join(folder, "tls.key"), key);
}

const newClient = (): KedaClient =>
  new KedaClient(
    address,
    credentials.createSsl(Buffer.from(own.certificate), Buffer.from(kedas.key), Buffer.from(kedas.certificate)),
  );

/** Whose certificate a new connection is shown. */
async function shown(): Promise<string> {
  const [host = "", port] = address.split(":");
  const socket = connect({
    host,
    port: Number(port),
    ca: own.certificate,
    cert: kedas.certificate,
    key: kedas.key,
    ALPNProtocols: ["h2"],
  });
  await once(socket, "secureConnect");
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw).subject;
}

const outcomes = async (): Promise<readonly (string | undefined)[]> => {
  const text = await (await fetch(`${headroom.url}/metrics`)).text();
  return ["replaced", "refused"].map(
    (outcome) => new RegExp(`^headroom_keda_certificates_total\\{outcome="${outcome}"\\} (\\d+)$`, "m").exec(text)?.[1],
  );
};

describe("certificates that are replaced while KEDA calls", () => {
  it("are taken up by themselves, bad ones are refused, and no call fails", async () => {
    const codes = new Set<string>();
    const load = { goesOn: true, calls: 0 };
    const kept = newClient();
    const callers = Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (load.goesOn) {
          const fresh = newClient();
          for (const client of [kept, fresh]) codes.add((await client.getMetricSpec(WEB)).code);
          fresh.close();
          load.calls += 1;
        }
      }),
    );
    expect(await shown()).toBe("CN=first");
    await write(await issue("second"));
    await vi.waitFor(async () => expect(await shown()).toBe("CN=second"), PATIENCE);
    await write({ certificate: (await issue("bad")).certificate, key: "garbage" });
    await vi.waitFor(async () => expect((await outcomes())[1]).not.toBe("0"), PATIENCE);
    expect(await shown()).toBe("CN=second");
    await write(await issue("third"));
    await vi.waitFor(async () => expect(await shown()).toBe("CN=third"), PATIENCE);
    load.goesOn = false;
    await callers;
    kept.close();
    expect([...codes]).toEqual(["OK"]);
    expect(load.calls).toBeGreaterThan(CALLERS);
    expect((await outcomes())[0]).toBe("2");
  }, 240_000);
});
