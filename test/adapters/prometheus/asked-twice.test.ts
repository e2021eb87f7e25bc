import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { clientAt, clientOf, closeClients } from "./tested-client.ts";

afterEach(closeClients);

const WELL = JSON.stringify({ status: "success", data: { resultType: "vector", result: [] } });
const well: RequestListener = (_request, response) =>
  void response.writeHead(200, { "content-type": "application/json" }).end(WELL);
const status =
  (code: number, type: string, body = "{}"): RequestListener =>
  (_request, response) =>
    void response.writeHead(code, { "content-type": type }).end(body);
const lost: RequestListener = (request) => void request.socket.destroy();
const cut: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": String(WELL.length) });
  response.write(WELL.slice(0, 20), () => response.destroy());
};
const error = (errorType: string): string => JSON.stringify({ status: "error", errorType, error: "no" });

/** How a query ends whose first request is met so, all others well; and how many requests there were. */
async function after(first: RequestListener): Promise<unknown> {
  let requests = 0;
  let retries = 0;
  const client = await clientOf(
    (request, response) => {
      requests++;
      (requests === 1 ? first : well)(request, response);
    },
    { timeoutSeconds: 5, onRetry: () => void retries++ },
  );
  const answer = await client.instant("x");
  return [answer.kind === "failed" ? answer.reason : answer.kind, requests, retries];
}

describe("a query", () => {
  it.each([
    { fault: "a connection that is lost", first: lost },
    { fault: "an answer that breaks off", first: cut },
    { fault: "a gateway without a backend", first: status(502, "text/html", "bad gateway") },
    { fault: "a gateway that is busy", first: status(503, "text/plain", "unavailable") },
  ])("is asked a second time after $fault", async ({ first }) => {
    expect(await after(first)).toEqual(["answered", 2, 1]);
  });

  it.each([
    { fault: "400", first: status(400, "application/json", error("bad_data")), reason: "rejected" },
    { fault: "422", first: status(422, "application/json", error("execution")), reason: "rejected" },
    { fault: "401", first: status(401, "text/plain"), reason: "rejected" },
    {
      fault: "its own word that it timed out",
      first: status(503, "application/json", error("timeout")),
      reason: "timeout",
    },
    { fault: "a gateway that waited in vain", first: status(504, "text/html", "timeout"), reason: "timeout" },
    { fault: "what is no JSON", first: status(200, "text/html", "<html>"), reason: "invalid" },
  ])("is asked once where the answer is $fault", async ({ first, reason }) => {
    expect(await after(first)).toEqual([reason, 1, 0]);
  });

  it("has one time limit for both tries", async () => {
    let requests = 0;
    const client = await clientOf((request, response) => {
      requests++;
      if (requests === 1) lost(request, response);
    });
    expect(await client.instant("x")).toMatchObject({ reason: "timeout", message: "no whole answer within 0.5 s" });
    expect(requests).toBe(2);
  });

  it("that nobody takes tells why after the second try", async () => {
    let retries = 0;
    const client = clientAt("http://127.0.0.1:1", { onRetry: () => void retries++, timeoutSeconds: 5 });
    expect(await client.serverTime()).toMatchObject({
      reason: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
    expect(retries).toBe(1);
  });
});
