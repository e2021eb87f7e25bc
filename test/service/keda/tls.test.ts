import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection } from "node:net";
import { connect } from "node:tls";
import { credentials } from "@grpc/grpc-js";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TlsFiles } from "../../../src/adapters/files/tls-files.ts";
import { type Authority, authority, type Issued } from "../../fixtures/certificates.ts";
import { KedaClient, replicasTrigger, serveKeda, type ServedKeda } from "../../fixtures/keda.ts";

let own: Authority;
let foreign: Authority;
let first: Issued;
let second: Issued;
let kedas: Issued;
beforeAll(() => {
  [own, foreign] = [authority("cluster"), authority("elsewhere")];
  [first, second, kedas] = [own.issue("first"), own.issue("second"), own.issue("keda-operator")];
});

let folder: string;
let files: TlsFiles;
let server: ServedKeda;
let refused: string[];
let replaced: number;
const path = (name: string): string => join(folder, name);
const write = async ({ cert, key }: Issued, ca = own.cert): Promise<void> => {
  await Promise.all([writeFile(path("crt"), cert), writeFile(path("key"), key), writeFile(path("ca"), ca)]);
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

function clientWith(issued: Issued | undefined, ca = own.cert): KedaClient {
  const key = issued === undefined ? null : Buffer.from(issued.key);
  const cert = issued === undefined ? null : Buffer.from(issued.cert);
  const client = new KedaClient(server.address, credentials.createSsl(Buffer.from(ca), key, cert));
  clients.push(client);
  return client;
}

const codeOf = async (client: KedaClient): Promise<string> => (await client.getMetrics(replicasTrigger())).code;

/** The name in the certificate that new connections see. */
async function certificateShown(): Promise<string | undefined> {
  const [host = "", port] = server.address.split(":");
  const socket = connect({ host, port: Number(port), ca: own.cert, ...kedas, ALPNProtocols: ["h2"] });
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
    ["with a certificate of another authority", () => clientWith(foreign.issue("keda-operator"))],
    ["with a certificate that has run out", () => clientWith(own.issue("old", LONG_AGO))],
    [
      "in plain text",
      () => {
        const client = new KedaClient(server.address);
        clients.push(client);
        return client;
      },
    ],
  ])("lets nobody in %s", async (_what, client) => {
    expect(await codeOf(client())).toBe("UNAVAILABLE");
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
    await write(second, foreign.cert);
    await files.look();
    expect(await codeOf(clientWith(foreign.issue("keda-operator")))).toBe("OK");
    expect(await codeOf(clientWith(kedas))).toBe("UNAVAILABLE");
  });

  it.each([
    [
      "the key is another one's",
      () => write({ cert: second.cert, key: first.key }),
      "key is not the key to the certificate in crt",
    ],
    [
      "the certificate is garbage",
      () => write({ cert: "garbage", key: second.key }),
      "crt holds no certificate in PEM",
    ],
    [
      "the key is garbage",
      () => write({ cert: second.cert, key: "garbage" }),
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
      () => write(own.issue("old", LONG_AGO)),
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
