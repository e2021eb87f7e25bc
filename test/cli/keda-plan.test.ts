import { describe, expect, it } from "vitest";
import { type KedaPlan, kedaPlan } from "../../src/cli/serve/keda-plan.ts";

const LOOPBACK = { host: "127.0.0.1", port: 9443 };
const EVERYWHERE = { host: "0.0.0.0", port: 9443 };
const NOTHING = {
  kedaListen: undefined,
  kedaCertFile: undefined,
  kedaKeyFile: undefined,
  kedaClientCaFile: undefined,
  kedaAllowPlaintext: false,
};
const FILES = { kedaCertFile: "crt", kedaKeyFile: "key", kedaClientCaFile: "ca" };

type Given = Partial<Parameters<typeof kedaPlan>[0]>;

const tlsOn = (kedaListen: typeof LOOPBACK): readonly [string, Given, KedaPlan] => [
  `by TLS with all three files, on ${kedaListen.host}`,
  { ...FILES, kedaListen, kedaAllowPlaintext: true },
  { kind: "tls", listen: kedaListen, paths: { cert: "crt", key: "key", ca: "ca" } },
];

describe("the way in which KEDA is served", () => {
  it.each<readonly [string, Given, KedaPlan]>([
    ["off without an address", FILES, { kind: "off" }],
    ["plain on the loopback", { kedaListen: LOOPBACK }, { kind: "plaintext", listen: LOOPBACK }],
    [
      "plain elsewhere when that is said",
      { kedaListen: EVERYWHERE, kedaAllowPlaintext: true },
      { kind: "plaintext", listen: EVERYWHERE },
    ],
    tlsOn(LOOPBACK),
    tlsOn(EVERYWHERE),
  ])("is %s", (_what, given, plan) => {
    expect(kedaPlan({ ...NOTHING, ...given })).toEqual(plan);
  });

  it("is refused elsewhere without TLS, with what to give", () => {
    expect(kedaPlan({ ...NOTHING, kedaListen: EVERYWHERE })).toEqual({
      kind: "refused",
      problem: "0.0.0.0 is reached from other machines, and KEDA would be served there without TLS",
      remedy:
        "give --keda-cert-file FILE, --keda-key-file FILE, --keda-client-ca-file FILE, or serve whoever asks with --keda-allow-plaintext",
    });
  });

  it.each([
    [{ kedaCertFile: "crt" }, "--keda-key-file FILE and --keda-client-ca-file FILE"],
    [{ kedaCertFile: "crt", kedaKeyFile: "key" }, "--keda-client-ca-file FILE"],
    [{ kedaKeyFile: "key", kedaClientCaFile: "ca" }, "--keda-cert-file FILE"],
  ])("is refused with %j alone, on the loopback too, even where plain text is allowed", (given, missing) => {
    expect(kedaPlan({ ...NOTHING, kedaListen: LOOPBACK, kedaAllowPlaintext: true, ...given })).toEqual({
      kind: "refused",
      problem: "TLS for KEDA needs a certificate, its key and the authority of the clients, and not all are given",
      remedy: `give ${missing} as well`,
    });
  });
});
