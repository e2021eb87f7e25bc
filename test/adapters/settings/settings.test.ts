import { inspect } from "node:util";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveSettings, type SettingsInput } from "../../../src/adapters/settings/resolve.ts";
import { settingsSchema } from "../../../src/adapters/settings/schema.ts";
import { fetchSecret, Secret } from "../../../src/adapters/settings/secret.ts";
import { printSettingsFault } from "../../../src/adapters/settings/settings-fault.ts";
import { publicUrls, sourcesByName } from "../../../src/adapters/settings/sources-by-name.ts";
import { specDefaults } from "../../../src/adapters/settings/spec-defaults.ts";
import { SETTING_TEXTS } from "../../../src/adapters/settings/table.ts";

const resolve = (input: Partial<SettingsInput> & { readonly yaml?: string }): ReturnType<typeof resolveSettings> =>
  resolveSettings({
    flags: {},
    env: {},
    file: input.yaml === undefined ? undefined : { name: "headroom.yaml", text: input.yaml },
    ...input,
  });

function settingsOf(input: Parameters<typeof resolve>[0]): Extract<ReturnType<typeof resolve>, { ok: true }> {
  const resolved = resolve(input);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.faults));
  return resolved;
}

function problemsOf(input: Parameters<typeof resolve>[0]): readonly string[] {
  const resolved = resolve(input);
  return resolved.ok ? [] : resolved.faults.map(printSettingsFault);
}

describe("settings", () => {
  it("have defaults that keep the service on this machine", () => {
    const { settings } = settingsOf({});
    expect(settings).toMatchObject({
      listen: { host: "127.0.0.1", port: 8080 },
      specs: "slo-specs",
      step: 30,
      queryTimeout: 5,
      queryConcurrency: 4,
      queryMaxBytes: 16 * 1024 * 1024,
      allowAnonymous: false,
      allowEmpty: false,
    });
    expect([...sourcesByName(settings)]).toEqual([["default", { url: "http://127.0.0.1:9090", headers: {} }]]);
  });

  it("take a flag over a variable, a variable over the file, and say where each came from", () => {
    const { settings, origins } = settingsOf({
      flags: { step: "10s" },
      env: { HEADROOM_STEP: "20s", HEADROOM_QUERY_TIMEOUT: "2s", PATH: "/bin" },
      yaml: "specs: specs/\nqueryTimeout: 9s\nstep: 1m\nlogLevel: debug\n",
    });
    expect(settings).toMatchObject({ step: 10, queryTimeout: 2, logLevel: "debug", specs: "specs/" });
    expect(Object.fromEntries(origins)).toMatchObject({
      step: "--step",
      queryTimeout: "HEADROOM_QUERY_TIMEOUT",
      logLevel: "headroom.yaml:4:1",
      specs: "headroom.yaml:1:1",
      listen: "default",
    });
  });

  it.each([
    ["127.0.0.1:8081", { host: "127.0.0.1", port: 8081 }],
    [":0", { host: "0.0.0.0", port: 0 }],
    ["[::1]:9", { host: "::1", port: 9 }],
    ["localhost:80", { host: "localhost", port: 80 }],
  ])("read the address %s", (listen, expected) => {
    expect(settingsOf({ flags: { listen } }).settings.listen).toEqual(expected);
  });

  it("read numbers and switches from variables as from the file", () => {
    expect(
      settingsOf({ env: { HEADROOM_ALLOW_EMPTY: "true", HEADROOM_QUERY_CONCURRENCY: "8" } }).settings,
    ).toMatchObject({ allowEmpty: true, queryConcurrency: 8 });
    expect(settingsOf({ yaml: "allowEmpty: true\nqueryConcurrency: 8\nqueryMaxBytes: 1GiB\n" }).settings).toMatchObject(
      { allowEmpty: true, queryConcurrency: 8, queryMaxBytes: 1024 ** 3 },
    );
  });

  it.each<[string, Parameters<typeof resolve>[0], readonly string[]]>([
    ["an unknown key", { yaml: "lisen: 1\n" }, ["headroom.yaml:1:1: unknown setting lisen; did you mean listen?"]],
    [
      "a slip in a variable",
      { env: { HEADROOM_LISTN: "x" } },
      ["HEADROOM_LISTN: no such setting; did you mean HEADROOM_LISTEN?"],
    ],
    [
      "an address without a port",
      { flags: { listen: "127.0.0.1" } },
      ["--listen: listen: 127.0.0.1 is no address to listen on; write host:port, such as 127.0.0.1:8080 or [::]:8080"],
    ],
    [
      "a duration without a unit",
      { env: { HEADROOM_STEP: "30" } },
      ["HEADROOM_STEP: step: 30 is no duration; write 30s, 5m or 1h30m"],
    ],
    [
      "a size in other units",
      { yaml: "queryMaxBytes: 16MB\n" },
      ["headroom.yaml:1:1: queryMaxBytes: 16MB is no size; write 16MiB"],
    ],
    [
      "text for a number",
      { env: { HEADROOM_QUERY_CONCURRENCY: "many" } },
      ['HEADROOM_QUERY_CONCURRENCY: queryConcurrency: found "many"; write a whole number from 1 to 64'],
    ],
    [
      "too large a number",
      { yaml: "queryConcurrency: 65\n" },
      ["headroom.yaml:1:1: queryConcurrency: found 65; write a whole number from 1 to 64"],
    ],
    [
      "another scheme",
      { flags: { prometheus: "file:///etc/passwd" } },
      ["--prometheus: prometheus: file:///etc/passwd is not reached by HTTP; write http://… or https://…"],
    ],
    [
      "a user in the address",
      { flags: { prometheus: "http://me:canary@prometheus:9090" } },
      [
        "--prometheus: prometheus: the address carries a user or password; put the password in a file and name it as basicAuth.passwordFile of the source",
      ],
    ],
    [
      "a metadata address",
      { flags: { prometheus: "http://169.254.169.254/" } },
      [
        "--prometheus: prometheus: 169.254.169.254 is a link-local or metadata address, never a Prometheus; write the address of yours",
      ],
    ],
    [
      "a metadata address in disguise",
      { flags: { prometheus: "http://0xa9fea9fe/" } },
      [
        "--prometheus: prometheus: 169.254.169.254 is a link-local or metadata address, never a Prometheus; write the address of yours",
      ],
    ],
    [
      "a metadata address written as IPv6",
      { flags: { prometheus: "http://[::ffff:169.254.169.254]/" } },
      [
        "--prometheus: prometheus: [::ffff:a9fe:a9fe] is a link-local or metadata address, never a Prometheus; write the address of yours",
      ],
    ],
    [
      "the IPv6 metadata address of Amazon",
      { flags: { prometheus: "http://[fd00:ec2::254]/" } },
      [
        "--prometheus: prometheus: [fd00:ec2::254] is a link-local or metadata address, never a Prometheus; write the address of yours",
      ],
    ],
    [
      "the name of a metadata service",
      { yaml: "sources: {eu: {url: http://metadata.google.internal}}\n" },
      [
        "headroom.yaml:1:1: sources.eu.url: metadata.google.internal is a link-local or metadata address, never a Prometheus; write the address of yours",
      ],
    ],
    [
      "no address",
      { flags: { prometheus: "prometheus:9090/x y" } },
      ["--prometheus: prometheus: prometheus:9090/x y is not reached by HTTP; write http://… or https://…"],
    ],
    [
      "a slip in a source",
      { yaml: "sources:\n  eu:\n    url: http://eu:9090\n    bearerToken: x\n" },
      ["headroom.yaml:1:1: sources.eu: unknown setting bearerToken; did you mean bearerTokenFile?"],
    ],
    [
      "no delay of a source",
      { yaml: "sources: {a: {url: http://a, delay: 10 minutes}, b: {url: http://b, delay: 10}}\n" },
      [
        "headroom.yaml:1:1: sources.a.delay: 10 minutes is no duration; write one such as 10m",
        "headroom.yaml:1:1: sources.b.delay: found 10; write a duration such as 10m",
      ],
    ],
    [
      "too long a delay of a source",
      { yaml: "sources: {a: {url: http://a, delay: 25h}}\n" },
      ["headroom.yaml:1:1: sources.a.delay: 25h is too long; write 1d or less"],
    ],
    [
      "a token among the headers",
      { yaml: "sources: {eu: {url: http://eu, headers: {Authorization: Bearer x}}}\n" },
      [
        "headroom.yaml:1:1: sources.eu.headers: authorization is no header to set; put the token in a file and name it as bearerTokenFile",
      ],
    ],
    [
      "two default servers",
      { yaml: "prometheus: http://a\nsources: {default: {url: http://b}}\n" },
      ["headroom.yaml:1:1: the default Prometheus is given twice; keep either prometheus or sources.default"],
    ],
    [
      "broken YAML",
      { yaml: "listen: [\n" },
      [
        "headroom.yaml:2:1: Flow sequence in block collection must be sufficiently indented and end with a ]; look at the indentation, quotes and brackets there",
      ],
    ],
    [
      "a list",
      { yaml: "- a\n" },
      ["headroom.yaml:1:1: the file holds no settings; write lines such as listen: 127.0.0.1:8080"],
    ],
    [
      "several faults at once",
      { yaml: "stp: 1s\nspecs: ''\n", flags: { logLevel: "loud" } },
      [
        "headroom.yaml:1:1: unknown setting stp; did you mean step?",
        'headroom.yaml:2:1: specs: found ""; write the path of a folder',
        '--log-level: logLevel: found "loud"; write debug, info, warn or error',
      ],
    ],
  ])("refuse %s", (_fault, input, expected) => {
    expect(problemsOf(input)).toEqual(expected);
  });

  it("take a file without content for no settings", () => {
    expect(problemsOf({ yaml: "# nothing yet\n" })).toEqual([]);
    expect(settingsOf({ yaml: "specs:\n" }).settings.specs).toBe("slo-specs");
  });

  it("leave variables alone that Kubernetes sets for a Service named headroom", () => {
    expect(
      problemsOf({
        env: {
          HEADROOM_SERVICE_HOST: "10.0.0.1",
          HEADROOM_PORT: "tcp://10.0.0.1:80",
          HEADROOM_PORT_80_TCP_ADDR: "10.0.0.1",
          HEADROOM_SERVICE_PORT_HTTP: "80",
        },
      }),
    ).toEqual([]);
  });

  it("keep credentials with the address that they were given for", () => {
    const yaml = "sources: {default: {url: http://a, bearerTokenFile: /t}, eu: {url: http://eu}}\n";
    expect(sourcesByName(settingsOf({ yaml, flags: { prometheus: "http://b" } }).settings).get("default")).toEqual({
      url: "http://b",
      headers: {},
    });
    expect(sourcesByName(settingsOf({ yaml }).settings).get("default")).toEqual({
      url: "http://a",
      bearerTokenFile: "/t",
      headers: {},
    });
  });

  it("keep what is true of the data, whichever address they are reached by", () => {
    const yaml = "sources: {default: {url: http://a, bearerTokenFile: /t, replicaLabels: [replica], delay: 10m}}\n";
    const { settings } = settingsOf({ yaml, flags: { prometheus: "http://b" } });
    expect(sourcesByName(settings).get("default")).toEqual({
      url: "http://b",
      headers: {},
      replicaLabels: ["replica"],
      delay: 600,
    });
    expect(specDefaults(settings).sources.get("default")).toMatchObject({ delay: 600 });
  });

  it("are told to people one by one", () => {
    expect(SETTING_TEXTS.map(([name]) => name)).toEqual(Object.keys(settingsSchema.shape));
  });
});

describe("a secret", () => {
  it("never shows itself, however it is printed", () => {
    const secret = new Secret("canary");
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: [secret] }, { depth: 9, showHidden: true }),
      JSON.stringify(Object.entries(secret)),
    ];
    expect(shown.join("\n")).not.toContain("canary");
    expect(secret.reveal()).toBe("canary");
  });

  it("is read anew from its file, without the line break at the end", async () => {
    const folder = await mkdtemp(join(tmpdir(), "headroom-secret-"));
    try {
      const file = join(folder, "token");
      await writeFile(file, "first\n");
      expect((await fetchSecret(file)).reveal()).toBe("first");
      await writeFile(file, "second\n");
      expect((await fetchSecret(file)).reveal()).toBe("second");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("where browsers reach a Prometheus", () => {
  it("is what a source says, and never its own address", () => {
    const yaml = "sources: {default: {url: http://a}, eu: {url: http://eu, publicUrl: https://eu.example.com/prom}}\n";
    expect(publicUrls(sourcesByName(settingsOf({ yaml }).settings))).toEqual(
      new Map([["eu", "https://eu.example.com/prom"]]),
    );
    const { settings } = settingsOf({ yaml, flags: { prometheusPublicUrl: "https://a.example.com" } });
    expect(publicUrls(sourcesByName(settings)).get("default")).toBe("https://a.example.com");
    expect(sourcesByName(settings).get("default")?.url).toBe("http://a");
  });

  it.each(["ftp://a", "https://me:secret@a", "https://a/?q=1", "a"])("is refused where it is %s", (publicUrl) => {
    expect(problemsOf({ flags: { prometheusPublicUrl: publicUrl } })).toHaveLength(1);
    expect(problemsOf({ yaml: `sources: {a: {url: http://a, publicUrl: "${publicUrl}"}}\n` })).toHaveLength(1);
  });
});

describe("the base path", () => {
  it.each([
    ["/", "/"],
    ["/headroom", "/headroom/"],
    ["/ops/slo-2.x/", "/ops/slo-2.x/"],
  ])("%s is read as %s", (given, read) => {
    expect(settingsOf({ flags: { basePath: given } }).settings.basePath).toBe(read);
  });

  it.each(["", "headroom", "//evil.example.com", "/a//b", "/../x", "/a b", "/a?b", "/a#b", `/${"a".repeat(50)}!`])(
    "is refused where it is %s",
    (given) => expect(problemsOf({ flags: { basePath: given } })).toHaveLength(1),
  );
});
