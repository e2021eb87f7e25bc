import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { ensurePeer, type PeerName } from "../programs/peers.ts";
import type { Say } from "../programs/say.ts";
import { objectives, SLOS } from "./rule-files.ts";

// Rules that other tools make of the benchmark's SLOs: their own programs are run, and what they wrote is loaded.

const ruleFile = z.object({
  groups: z.array(z.object({ name: z.string(), interval: z.string().optional(), rules: z.array(z.unknown()) })),
});

/** A group as a peer wrote it; one without an interval has Prometheus' own, a minute. */
export type PeerGroup = z.infer<typeof ruleFile>["groups"][number];

/** What a peer wrote, or why it did not. */
export type PeerRules =
  | { readonly ok: true; readonly version: string; readonly groups: readonly PeerGroup[] }
  | { readonly ok: false; readonly because: string };

/** Sloth's rules of all of the benchmark's SLOs. */
export const slothRules = (say: Say): Promise<PeerRules> =>
  rulesOf("sloth", say, {
    specs: objectives.map(({ service }) => slothSpec(service)),
    arguments: (from, to) => ["generate", "--input", from, "--out", to],
  });

/**
 * Pyrra's rules, of one SLO of each service: in performance mode, the rules of one read what those of all others on the
 * same counters have recorded.
 */
export const pyrraRules = (say: Say, mode: "default" | "performance"): Promise<PeerRules> =>
  rulesOf("pyrra", say, {
    specs: objectives.map(({ service }) => pyrraSpec(service, mode)),
    arguments: (from, to) => ["generate", `--config-files=${from}/*.yaml`, `--prometheus-folder=${to}`],
  });

/** A text for Prometheus; with an interval, every group has that one. */
export const toRuleText = (groups: readonly PeerGroup[], interval?: string): string =>
  stringify({
    groups: groups.map((group, i) => ({
      ...group,
      // Groups of several files stand in one, where no two may have the same name.
      name: `${i} ${group.name}`,
      ...(interval === undefined ? {} : { interval }),
    })),
  });

interface Making {
  /** The texts of spec files. */
  readonly specs: readonly string[];
  /** Of the command that reads all specs of one folder, and writes rules to another. */
  readonly arguments: (from: string, to: string) => readonly string[];
}

async function rulesOf(name: PeerName, say: Say, { specs, arguments: argumentsFor }: Making): Promise<PeerRules> {
  const folder = await mkdtemp(join(tmpdir(), "headroom-peer-"));
  try {
    const peer = await ensurePeer(name, say);
    if (!peer.ok) return peer;
    const [from, to] = [join(folder, "specs"), join(folder, "rules")];
    for (const each of [from, to]) await mkdir(each);
    for (const [i, spec] of specs.entries()) await writeFile(join(from, `${i}.yaml`), spec);
    await promisify(execFile)(peer.program, [...argumentsFor(from, to)]);
    const written = await readdir(to);
    const texts = await Promise.all(written.toSorted().map((file) => readFile(join(to, file), "utf8")));
    const groups = texts.flatMap((text) => ruleFile.parse(parse(text)).groups);
    return { ok: true, version: peer.version.slice(1), groups };
  } catch (error) {
    const [because = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { ok: false, because };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const selectors = (service: string): { readonly bad: string; readonly total: string } => ({
  bad: `http_requests_total{job="${service}",code=~"5.."}`,
  total: `http_requests_total{job="${service}"}`,
});

function slothSpec(service: string): string {
  const { bad, total } = selectors(service);
  return stringify({
    version: "prometheus/v1",
    service,
    slos: SLOS.map((name) => ({
      name,
      objective: 99.9,
      sli: {
        events: { error_query: `sum(rate(${bad}[{{.window}}]))`, total_query: `sum(rate(${total}[{{.window}}]))` },
      },
      alerting: { name: `${service} ${name}`, page_alert: {}, ticket_alert: {} },
    })),
  });
}

function pyrraSpec(service: string, mode: "default" | "performance"): string {
  const { bad, total } = selectors(service);
  return stringify({
    apiVersion: "pyrra.dev/v1alpha1",
    kind: "ServiceLevelObjective",
    metadata: { name: service, namespace: "bench" },
    spec: {
      target: "99.9",
      window: "30d",
      ...(mode === "performance" ? { performanceOverAccuracy: true } : {}),
      indicator: { ratio: { errors: { metric: bad }, total: { metric: total } } },
    },
  });
}
