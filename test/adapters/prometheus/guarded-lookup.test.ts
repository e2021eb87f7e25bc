import { describe, expect, it } from "vitest";
import { guardedLookup } from "../../../src/adapters/prometheus/guarded-lookup.ts";

const resolve = (hostname: string, all: boolean): Promise<unknown> =>
  new Promise((done, fail) =>
    guardedLookup(hostname, { all }, (error, ...found) => (error === null ? done(found) : fail(error))),
  );

describe("resolving the name of a Prometheus", () => {
  it("gives what the system gives, one address or all", async () => {
    expect(await resolve("127.0.0.1", false)).toEqual(["127.0.0.1", 4]);
    expect(await resolve("::1", true)).toEqual([[{ address: "::1", family: 6 }]]);
  });

  it.each(["169.254.169.254", "fe80::1", "fd00:ec2::254", "::ffff:169.254.169.254"])(
    "never leads to %s",
    async (address) => {
      await expect(resolve(address, true)).rejects.toThrow(
        `${address} leads to a link-local address, never a Prometheus`,
      );
    },
  );

  it("fails as the system does for a name that does not exist", async () => {
    await expect(resolve("no-such-host.invalid", false)).rejects.toMatchObject({ syscall: "getaddrinfo" });
  });
});
