import { describe, expect, it } from "vitest";
import { metricsApiPlan } from "../../src/cli/serve/metrics-api-plan.ts";

const NONE = {
  metricsApiListen: undefined,
  kubernetes: undefined,
  metricsApiCertFile: undefined,
  metricsApiKeyFile: undefined,
  metricsApiCaFile: undefined,
};
const LISTEN = { host: "0.0.0.0", port: 6443 };

describe("metricsApiPlan", () => {
  it("serves no API server unless it is asked to", () => {
    expect(metricsApiPlan({ ...NONE, kubernetes: "in-cluster" })).toEqual({ kind: "off" });
  });

  it("needs a cluster", () => {
    expect(metricsApiPlan({ ...NONE, metricsApiListen: LISTEN })).toEqual({
      kind: "refused",
      problem: "--metrics-api-listen serves a cluster's API server, and no cluster is given",
      remedy: "give --kubernetes in-cluster in a pod, or the path of a kubeconfig elsewhere",
    });
  });

  it("makes its own certificate, or takes one with its key and its authority", () => {
    const asked = { ...NONE, metricsApiListen: LISTEN, kubernetes: "in-cluster" };
    expect(metricsApiPlan(asked)).toEqual({ kind: "on", listen: LISTEN, paths: undefined });
    const files = { metricsApiCertFile: "tls.crt", metricsApiKeyFile: "tls.key" };
    expect(metricsApiPlan({ ...asked, ...files, metricsApiCaFile: "ca.crt" })).toEqual({
      kind: "on",
      listen: LISTEN,
      paths: { cert: "tls.crt", key: "tls.key", ca: "ca.crt" },
    });
    expect(metricsApiPlan({ ...asked, ...files })).toMatchObject({
      kind: "refused",
      remedy: "give --metrics-api-ca-file FILE as well, or none of them: Headroom then makes its own",
    });
  });
});
