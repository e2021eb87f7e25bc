import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "node:net";
import { connect } from "node:tls";
import { credentials } from "@grpc/grpc-js";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TlsFiles } from "../../../src/adapters/files/tls-files.ts";
import { type Authority, type KeyPair, LOOPBACK, newAuthority } from "../../fixtures/pki.ts";
import { KedaClient, replicasTrigger, serveKeda, type ServedKeda } from "../../fixtures/keda.ts";

let own: Authority;
let foreign: Authority;
let first: KeyPair;
let second: KeyPair;
let kedas: KeyPair;
beforeAll(async () => {
  [own, foreign] = await Promise.all([newAuthority("cluster"), newAuthority("elsewhere")]);
  const issue = (commonName: string) => own.issue({ commonName, names: LOOPBACK });
  [first, second, kedas] = await Promise.all([issue("first"), issue("second"), issue("keda-operator")]);
});

let folder: string;
let files: TlsFiles;
let server: ServedKeda;
let refused: string[];
let replaced: number;
const path = (name: string): string => join(folder, name);
const write = async ({ certificate, key }: KeyPair, ca = own.certificate): Promise<void> => {
  await Promise.all([writeFile(path("crt"), certificate), writeFile(path("key"), key), writeFile(path("ca"), ca)]);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-keda-"));
  refused = [];
  replaced = 0;
  await write(first);
  const opened = await TlsFiles.open({
    paths: { cert: path("crt"), key: path("key"), ca: path("ca") },
    // The test looks by itself.
    pollSeconds: 3600,
    now: () => Date.now(),
    onReplaced: () => (replaced += 1),
    onRefused: (problem) => refused.push(problem.replaceAll(`${folder}/`, "")),
  });
  if (!opened.ok) throw new Error(opened.problem);
  ({ files } = opened);
  server = await serveKeda({ tls: files });
});

const clients: KedaClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close(1);
  files.close();
  await rm(folder, { recursive: true });
});

function clientWith(issued: KeyPair | undefined, ca = own.certificate): KedaClient {
  const key = issued === undefined ? null : Buffer.from(issued.key);
  const cert = issued === undefined ? null : Buffer.from(issued.certificate);
  const client = new KedaClient(server.address, credentials.createSsl(Buffer.from(ca), key, cert));
  clients.push(client);
  return client;
}

const codeOf = async (client: KedaClient): Promise<string> => (await client.getMetrics(replicasTrigger())).code;

/** The name in the certificate that new connections see. */
async function certificateShown(): Promise<string | undefined> {
  const [host = "", port] = server.address.split(":");
  const socket = connect({ host, port: Number(port), ca: own.certificate, ...kedas, ALPNProtocols: ["h2"] });
  try {
    await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
    return socket.getPeerCertificate().subject.CN?.toString();
  } finally {
    socket.destroy();
  }
}

describe("TLS", () => {
  it("answers a client whose certificate the authority has signed", async () => {
    expect(await codeOf(clientWith(kedas))).toBe("OK");
  });

  it.each([
    ["without a certificate", () => clientWith(undefined)],
    [
      "with a certificate of another authority",
      async () => clientWith(await foreign.issue({ commonName: "keda-operator", names: LOOPBACK })),
    ],
    [
      "with a certificate that has run out",
      async () => clientWith(await own.issue({ commonName: "old", names: LOOPBACK, validity: LONG_AGO })),
    ],
    [
      "in plain text",
      () => {
        const client = new KedaClient(server.address);
        clients.push(client);
        return client;
      },
    ],
  ])("lets nobody in %s", async (_what, client) => {
    expect(await codeOf(await client())).toBe("UNAVAILABLE");
    expect(server.calls).toEqual([]);
    expect(await codeOf(clientWith(kedas))).toBe("OK");
  });
});

describe("a connection without a handshake", () => {
  it("is closed after some seconds", async () => {
    const [host = "", port] = server.address.split(":");
    const socket = createConnection(Number(port), host);
    await once(socket.resume(), "close");
    expect(await codeOf(clientWith(kedas))).toBe("OK");
  });
});

describe("a certificate that is replaced", () => {
  it("is shown to new connections, while calls and streams go on without one failure", async () => {
    const client = clientWith(kedas);
    const stream = client.streamIsActive(replicasTrigger());
    const codes: string[] = [];
    const load = { goesOn: true };
    const callers = Promise.all(
      [1, 2, 3].map(async () => {
        while (load.goesOn) codes.push(await codeOf(client), await codeOf(clientWith(kedas)));
      }),
    );
    expect(await certificateShown()).toBe("first");
    for (const issued of [second, first, second]) {
      await write(issued);
      await files.look();
      expect(await certificateShown()).toBe(issued === first ? "first" : "second");
    }
    load.goesOn = false;
    await callers;
    expect(codes.length).toBeGreaterThan(6);
    expect(new Set(codes)).toEqual(new Set(["OK"]));
    expect([stream.end, replaced, refused]).toEqual([undefined, 3, []]);
  });

  it("with another authority lets its clients in, and those of the old one no more", async () => {
    await write(second, foreign.certificate);
    await files.look();
    expect(await codeOf(clientWith(await foreign.issue({ commonName: "keda-operator", names: LOOPBACK })))).toBe("OK");
    expect(await codeOf(clientWith(kedas))).toBe("UNAVAILABLE");
  });

  it.each([
    [
      "the key is another one's",
      () => write({ certificate: second.certificate, key: first.key }),
      "key is not the key to the certificate in crt",
    ],
    [
      "the certificate is garbage",
      () => write({ certificate: "garbage", key: second.key }),
      "crt holds no certificate in PEM",
    ],
    [
      "the key is garbage",
      () => write({ certificate: second.certificate, key: "garbage" }),
      "key holds no private key in PEM without a password",
    ],
    [
      "the authority is garbage, which OpenSSL would take for none",
      () => write(second, "garbage"),
      "ca holds no certificate in PEM",
    ],
    ["a file is gone", () => rm(path("key")), /ENOENT.*key/],
    [
      "it has run out",
      async () => write(await own.issue({ commonName: "old", names: LOOPBACK, validity: LONG_AGO })),
      /^the certificate in crt is valid from .* to .*, not now$/,
    ],
  ])("is refused once and the one before kept when %s", async (_what, change, problem) => {
    await change();
    await files.look();
    await files.look();
    expect(refused).toEqual([typeof problem === "string" ? problem : expect.stringMatching(problem)]);
    expect(await certificateShown()).toBe("first");
    expect(await codeOf(clientWith(kedas))).toBe("OK");
    await write(second);
    await files.look();
    expect([await certificateShown(), replaced]).toEqual(["second", 1]);
  });
});

const LONG_AGO = { from: new Date(Date.UTC(2020, 0, 1)), to: new Date(Date.UTC(2020, 0, 2)) };
