import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { type KeyPair, LOOPBACK, newAuthority } from "../../fixtures/pki.ts";
import { startHttpServer } from "../../fixtures/http-server.ts";
import { clientAt, closeClients } from "./tested-client.ts";

let server: Server | undefined;
afterEach(async () => {
  await closeClients();
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

const HOUR_MS = 3_600_000;
const [trusted, other] = await Promise.all([newAuthority("trusted"), newAuthority("other")]);

/** What a client says that trusts one authority. */
async function saidOf(url: string): Promise<string> {
  const answer = await clientAt(url, { ca: trusted.certificate, timeoutSeconds: 20 }).serverTime();
  return answer.kind === "failed" ? answer.message : answer.kind;
}

async function served({ certificate, key }: KeyPair, more: object = {}): Promise<string> {
  server = createServer({ cert: certificate, key, ...more }, (_request, response) => void response.end()).listen(
    0,
    "127.0.0.1",
  );
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `https://127.0.0.1:${address.port}`;
}

const untilAnHourAgo = { from: new Date(Date.now() - 2 * HOUR_MS), to: new Date(Date.now() - HOUR_MS) };
const inAnHour = { from: new Date(Date.now() + HOUR_MS), to: new Date(Date.now() + 2 * HOUR_MS) };

describe("a connection to Prometheus whose TLS does not come about", () => {
  it.each([
    ["signed by an authority that is not trusted", () => other.issue({ commonName: "prometheus", names: LOOPBACK })],
    ["expired", () => trusted.issue({ commonName: "prometheus", names: LOOPBACK, validity: untilAnHourAgo })],
    ["not valid yet", () => trusted.issue({ commonName: "prometheus", names: LOOPBACK, validity: inAnHour })],
  ])("says that the certificate is, or has: %s", async (what, issue) => {
    const said = await saidOf(await served(await issue()));
    expect(said).toMatch(/^the server's certificate (?:is|has) /);
    expect(said).toContain(what);
  });

  it("says so where the server speaks plain HTTP", async () => {
    const plain = await startHttpServer((_request, response) => void response.end());
    expect(await saidOf(plain.url.replace("http:", "https:"))).toBe(
      "the server does not speak TLS there; the address may have to begin with http://",
    );
    await plain.close();
  });

  it("never shows what OpenSSL says to itself", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" };
    expect(
      await saidOf(await served(await trusted.issue({ commonName: "prometheus", names: LOOPBACK }), old)),
    ).not.toMatch(/error:[0-9A-F]{8}|openssl|routines/i);
  });
});
