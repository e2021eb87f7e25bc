import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import { authority, type Issued } from "../../fixtures/certificates.ts";
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
const trusted = authority("trusted");

/** What a client says that trusts one authority. */
async function saidOf(url: string): Promise<string> {
  const answer = await clientAt(url, { ca: trusted.cert, timeoutSeconds: 20 }).serverTime();
  return answer.kind === "failed" ? answer.message : answer.kind;
}

async function served({ cert, key }: Issued, more: object = {}): Promise<string> {
  server = createServer({ cert, key, ...more }, (_request, response) => void response.end()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `https://127.0.0.1:${address.port}`;
}

const untilAnHourAgo = { from: new Date(Date.now() - 2 * HOUR_MS), to: new Date(Date.now() - HOUR_MS) };
const inAnHour = { from: new Date(Date.now() + HOUR_MS), to: new Date(Date.now() + 2 * HOUR_MS) };

describe("a connection to Prometheus whose TLS does not come about", () => {
  it.each([
    ["signed by an authority that is not trusted", authority("other").issue("prometheus")],
    ["expired", trusted.issue("prometheus", untilAnHourAgo)],
    ["not valid yet", trusted.issue("prometheus", inAnHour)],
  ])("says that the certificate is, or has: %s", async (what, issued) => {
    const said = await saidOf(await served(issued));
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
    expect(await saidOf(await served(trusted.issue("prometheus"), old))).not.toMatch(
      /error:[0-9A-F]{8}|openssl|routines/i,
    );
  });
});
