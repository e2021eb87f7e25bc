import { describe, expect, it } from "vitest";
import { issueCertificate } from "../../../src/adapters/certificates/authority.ts";
import { hours, seconds } from "../../../src/core/units/seconds.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { CertificateController } from "../../../src/service/controllers/certificates/controller.ts";
import { selfMadeCertificates } from "../../../src/service/controllers/certificates/self-made.ts";
import { trustBundle } from "../../../src/service/controllers/certificates/trust-bundle.ts";
import type { ApiService, ApiServices } from "../../../src/service/ports/api-services.ts";
import type { IssuedCertificate } from "../../../src/service/ports/certificates.ts";
import type { LogFields } from "../../../src/service/ports/log.ts";

const NAME = "v1beta1.external.metrics.k8s.io";
const OURS = { namespace: "headroom", name: "headroom" };
const LIFE = hours(24);
const START = instant(Date.UTC(2026, 0, 15, 12));

/** A cluster with one APIService, a clock, and a controller over both. */
async function bed(service: ApiService["service"] | "missing" | "built in" = OURS) {
  let passed = 0;
  let apiService: ApiService | undefined =
    service === "missing"
      ? undefined
      : { name: NAME, service: service === "built in" ? undefined : service, trusted: "", resourceVersion: "1" };
  const said: { readonly sentence: string; readonly fields: LogFields }[] = [];
  const presented: IssuedCertificate[] = [];
  const answers: { failing: boolean; conflicts: number } = { failing: false, conflicts: 0 };
  const apiServices: ApiServices = {
    find: () =>
      Promise.resolve(
        answers.failing
          ? { kind: "failed", status: undefined, message: "connect ECONNREFUSED" }
          : { kind: "answered", value: apiService },
      ),
    trust: (found, trusted) => {
      if (answers.conflicts-- > 0) return Promise.resolve({ kind: "failed", status: 409, message: "conflict" });
      apiService = { ...found, trusted, resourceVersion: `${Number(found.resourceVersion) + 1}` };
      return Promise.resolve({ kind: "answered", value: undefined });
    },
  };
  const hear = (sentence: string, fields: LogFields = {}): void => void said.push({ sentence, fields });
  const clock = { now: () => instant(START + passed * 1000), monotonic: () => passed };
  const source = await selfMadeCertificates({ issue: issueCertificate, service: OURS, life: LIFE, clock });
  const { first } = source;
  const controller = new CertificateController({
    source,
    present: (issued) => void presented.push(issued),
    apiServices,
    names: [NAME],
    service: OURS,
    clock,
    log: { debug: hear, info: hear, warn: hear, error: hear },
  });
  return {
    controller,
    first,
    presented,
    said,
    answers,
    trusted: () => apiService?.trusted ?? "",
    pass: (secondsMore: number) => {
      passed += secondsMore;
    },
  };
}

describe("the keeper of certificates", () => {
  it("lets the API server believe the authority of its first certificate", async () => {
    const { controller, first, trusted } = await bed();
    await controller.check();
    expect(trusted()).toBe(first.authority.trim() + "\n");
  });

  it("presents the next certificate a minute after the API server believes its authority, not before", async () => {
    const { controller, first, presented, pass, trusted } = await bed();
    await controller.check();
    pass(hours(17));
    await controller.check();
    expect(trusted().match(/BEGIN/g)).toHaveLength(2);
    expect(presented).toEqual([]);
    pass(59);
    await controller.check();
    expect(presented).toEqual([]);
    pass(1);
    await controller.check();
    expect(presented).toHaveLength(1);
    expect(presented[0]?.certificate).not.toBe(first.certificate);
    expect(trusted()).toContain(presented[0]?.authority.trim());
    // The old authority goes when it has expired.
    pass(hours(7));
    await controller.check();
    expect(trusted()).toBe(`${presented[0]?.authority.trim()}\n`);
  });

  it("waits for the API server, and presents the next one all the same before the old one ends", async () => {
    const { controller, presented, pass, answers } = await bed();
    await controller.check();
    answers.failing = true;
    pass(hours(23));
    await controller.check();
    expect(presented).toEqual([]);
    pass(hours(1) - 60);
    await controller.check();
    expect(presented).toHaveLength(1);
  });

  it("tries again after somebody else changed the object", async () => {
    const { controller, trusted, answers, said } = await bed();
    answers.conflicts = 1;
    await controller.check();
    expect(trusted()).toBe("");
    await controller.check();
    expect(trusted()).toContain("BEGIN CERTIFICATE");
    expect(said).toEqual([]);
  });

  it.each([
    [
      { namespace: "keda", name: "keda-operator-metrics-apiserver" },
      /Service keda\/keda-operator-metrics-apiserver answers/,
    ],
    ["built in" as const, /the API server itself answers/],
    ["missing" as const, /no such APIService/],
  ])("leaves a group alone that is not ours, and says so once: %j", async (service, problem) => {
    const { controller, trusted, said } = await bed(service);
    await controller.check();
    await controller.check();
    expect(trusted()).toBe("");
    expect(said).toMatchObject([{ fields: { apiService: NAME, problem: expect.stringMatching(problem) } }]);
  });
});

describe("trustBundle", () => {
  const authority = async (now: number): Promise<string> =>
    (await issueCertificate(["a.b.svc"], now, seconds(3_600))).authority.trim();

  it("keeps what other replicas are believed by, each once, and drops what has expired or is no certificate", async () => {
    const [ours, other, expired] = await Promise.all([
      authority(START),
      authority(START),
      authority(START - 2 * 3_600_000),
    ]);
    const present = `${other}\n${expired}\n${other}\n-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n`;
    expect(trustBundle(present, [ours], START)).toBe(`${ours}\n${other}\n`);
  });

  it("has a bound: replicas that restart for ever leave no more than sixteen", async () => {
    const others = await Promise.all(Array.from({ length: 20 }, (_, i) => authority(START - i * 60_000)));
    const ours = await authority(START);
    const bundle = trustBundle(others.join("\n"), [ours], START);
    expect(bundle.match(/BEGIN/g)).toHaveLength(16);
    expect(bundle).toContain(ours);
    expect(bundle).toContain(others[0]);
    expect(bundle).not.toContain(others[19]);
  });

  it("is the same bundle when nothing changes", async () => {
    const [ours, other] = await Promise.all([authority(START), authority(START - 60_000)]);
    const once = trustBundle(other, [ours], START);
    expect(trustBundle(once, [ours], START)).toBe(once);
  });
});
