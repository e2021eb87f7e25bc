import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../../src/adapters/telemetry/log.ts";
import { hours } from "../../src/core/units/seconds.ts";
import { instant } from "../../src/core/units/instant.ts";
import { certificateSource, type OpenedSource } from "../../src/cli/serve/certificate-source.ts";
import { newAuthority } from "../fixtures/pki.ts";

const CLOCK = { now: () => instant(Date.now()), monotonic: () => 0 };
const LOG = createLog({
  level: "error",
  format: "json",
  write: () => undefined,
  now: () => Date.now(),
  traceIds: () => ({}),
});
const SERVICE = { metricsApiService: { namespace: "headroom", name: "headroom" }, metricsApiCertLife: hours(24) };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-certificates-"));
});
afterAll(() => rm(folder, { recursive: true }));

const paths = () => ({ cert: join(folder, "tls.crt"), key: join(folder, "tls.key"), ca: join(folder, "ca.crt") });

async function writePair(name: string) {
  const authority = await newAuthority(name);
  const { certificate, key } = await authority.issue({ commonName: "headroom.headroom.svc" });
  await writeFile(paths().cert, certificate);
  await writeFile(paths().key, key);
  await writeFile(paths().ca, authority.certificate);
  return { certificate, key, authority: authority.certificate };
}

const opened = (source: OpenedSource | string): OpenedSource => {
  if (typeof source === "string") throw new Error(source);
  return source;
};

describe("the certificate of the metrics APIs", () => {
  it("comes from its files, with the authority that the API server is to believe", async () => {
    const pair = await writePair("first");
    const { source, close } = opened(await certificateSource(paths(), SERVICE, CLOCK, LOG));
    expect(source.first).toMatchObject(pair);
    expect(await source.next(source.first)).toBeUndefined();
    // What is shown already is another than what the files hold: they were replaced.
    expect(await source.next({ ...source.first, certificate: "an older one" })).toMatchObject(pair);
    close();
  });

  it("is made here where no files are given", async () => {
    const { source } = opened(await certificateSource(undefined, SERVICE, CLOCK, LOG));
    expect(source.first.certificate).toContain("BEGIN CERTIFICATE");
    expect(source.first.authority).not.toBe(source.first.certificate);
  });

  it("that cannot be used is refused with the files to look at", async () => {
    await writePair("second");
    await writeFile(paths().key, "no key");
    expect(await certificateSource(paths(), SERVICE, CLOCK, LOG)).toMatch(
      /^headroom: the metrics APIs cannot be served: .*tls\.key holds no private key.*\n {2}help: look at --metrics-api-cert-file/,
    );
  });
});
