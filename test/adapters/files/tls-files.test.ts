import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { TlsFiles } from "../../../src/adapters/files/tls-files.ts";
import { type Authority, type KeyPair, LOOPBACK, newAuthority } from "../../fixtures/pki.ts";

let own: Authority;
let first: KeyPair;
beforeAll(async () => {
  own = await newAuthority("cluster");
  first = await own.issue({ commonName: "first", names: LOOPBACK });
});

let folder: string;
let said: string[];
let opened: Awaited<ReturnType<typeof TlsFiles.open>> | undefined;
const path = (name: string): string => join(folder, name);
const write = async ({ certificate, key }: KeyPair): Promise<void> => {
  await Promise.all([
    writeFile(path("crt"), certificate),
    writeFile(path("key"), key),
    writeFile(path("ca"), own.certificate),
  ]);
};
const open = async (): ReturnType<typeof TlsFiles.open> => {
  opened = await TlsFiles.open({
    paths: { cert: path("crt"), key: path("key"), ca: path("ca") },
    pollSeconds: 0.05,
    now: () => Date.now(),
    onReplaced: () => said.push("replaced"),
    onRefused: (problem) => said.push(problem),
  });
  return opened;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-tls-"));
  said = [];
});
afterEach(async () => {
  if (opened?.ok === true) opened.files.close();
  opened = undefined;
  await rm(folder, { recursive: true });
});

describe("the files of a certificate", () => {
  it("are followed by themselves, and listeners hear what is new", async () => {
    await write(first);
    const found = await open();
    if (!found.ok) throw new Error(found.problem);
    const heard: string[] = [];
    found.files.onChange(({ cert }) => heard.push(cert.toString()));
    const second = await own.issue({ commonName: "second", names: LOOPBACK });
    await write(second);
    await vi.waitFor(() => expect(heard.at(-1)).toBe(second.certificate), { timeout: 10_000 });
    expect(found.files.present.cert.toString()).toBe(second.certificate);
    expect(said.at(-1)).toBe("replaced");
  });

  it("cannot be opened while one is missing or does not fit, and the problem says which", async () => {
    expect(await open()).toEqual({ ok: false, problem: expect.stringMatching(/^ENOENT: .*crt|key|ca/) });
    const other = await own.issue({ commonName: "other", names: LOOPBACK });
    await write({ certificate: first.certificate, key: other.key });
    expect(await open()).toEqual({
      ok: false,
      problem: `${path("key")} is not the key to the certificate in ${path("crt")}`,
    });
  });

  it("are used when they have run out at the start, and that is said: there are no others", async () => {
    await write(
      await own.issue({
        commonName: "old",
        names: LOOPBACK,
        validity: { from: new Date(Date.UTC(2020, 0, 1)), to: new Date(Date.UTC(2020, 0, 2)) },
      }),
    );
    expect(await open()).toMatchObject({ ok: true });
    expect(said).toEqual([
      `the certificate in ${path("crt")} is valid from 2020-01-01T00:00:00.000Z to 2020-01-02T00:00:00.000Z, not now`,
    ]);
  });
});
