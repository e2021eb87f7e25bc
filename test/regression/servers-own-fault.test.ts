import { afterEach, describe, expect, it } from "vitest";
import { clientOf, closeClients } from "../adapters/prometheus/tested-client.ts";

afterEach(closeClients);

/**
 * Taken for a wrong question, each was cut into parts down to single objectives, of which each then had its rest of
 * minutes: a server that was too busy was asked more, and one that came back was seen late.
 */
describe("a server that has no answer this time", () => {
  it.each([
    {
      fault: "has too many questions",
      status: 429,
      body: JSON.stringify({ status: "error", errorType: "too_many_requests", error: "too many outstanding requests" }),
      message: "too_many_requests: too many outstanding requests",
    },
    {
      fault: "has lost a store",
      status: 500,
      body: JSON.stringify({ status: "error", errorType: "internal", error: "at least 1 live replicas required" }),
      message: "internal: at least 1 live replicas required",
    },
    {
      fault: "is behind a gateway that counts questions",
      status: 429,
      body: "slow down",
      message: "HTTP 429 without an answer of Prometheus",
    },
  ])("is unreachable, and its question not wrong: it $fault", async ({ status, body, message }) => {
    const client = await clientOf((_request, response) => void response.writeHead(status).end(body));
    expect(await client.instant("up")).toMatchObject({ kind: "failed", reason: "unreachable", message });
  });
});
