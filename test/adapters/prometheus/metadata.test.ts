import { afterEach, describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { clientOf, closeClients } from "./tested-client.ts";

const NOON = instant(1_800_000_000_000);
const TYPES = { x_total: [{ type: "counter" }, { type: "gauge" }, { type: "counter" }] };
afterEach(closeClients);

describe("what a Prometheus knows of a metric beside its samples", () => {
  it("is the names of its labels, and the types that targets give it", async () => {
    const urls: string[] = [];
    const client = await clientOf((request, response) => {
      urls.push(request.url ?? "");
      const data = request.url?.startsWith("/api/v1/labels?") === true ? ["job"] : TYPES;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ status: "success", data }));
    });
    expect(await client.labelNames("x_total", NOON, NOON)).toEqual({ kind: "answered", value: ["job"] });
    expect(await client.typesOf("x_total")).toEqual({ kind: "answered", value: ["counter", "gauge"] });
    expect(await client.typesOf("y_total")).toEqual({ kind: "answered", value: [] });
    expect(urls).toEqual([
      "/api/v1/labels?start=1800000000&end=1800000000&match%5B%5D=x_total&partial_response=false&deny_partial_response=1",
      "/api/v1/metadata?metric=x_total",
      "/api/v1/metadata?metric=y_total",
    ]);
  });

  it.each([{ data: [{ toString: 1 }] }, { data: ["a", 1] }])(
    "is no answer where labels are $data",
    async ({ data }) => {
      const client = await clientOf((_, response) => {
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ status: "success", data }));
      });
      const failed = { kind: "failed", reason: "invalid", message: expect.stringContaining("expected a string") };
      expect(await client.labelNames("x_total", NOON, NOON)).toMatchObject(failed);
    },
  );

  it("is no answer where its version is no text, and none where it tells nothing of a metric", async () => {
    const client = await clientOf((_, response) => {
      response
        .writeHead(200, { "content-type": "application/json" })
        .end('{"status":"success","data":{"version":{"toString":1}}}');
    });
    expect(await client.version()).toMatchObject({ kind: "failed", reason: "invalid" });
    expect(await client.typesOf("constructor")).toEqual({ kind: "answered", value: [] });
  });

  it("is no answer where its metadata are no map", async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end('{"status":"success","data":[]}');
    });
    expect(await client.typesOf("x_total")).toMatchObject({
      kind: "failed",
      message: "the metadata of a metric are no map",
    });
  });
});
