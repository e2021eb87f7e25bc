import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { writeSeries } from "../../demo/backfill/remote-write.ts";
import type { Prometheus } from "../../src/adapters/prometheus/prometheus.ts";
import { generateRules } from "../../src/core/rules/generate.ts";
import type { RuleStatesView } from "../../src/service/http/views/rule-views.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { prometheusClient } from "../fixtures/prometheus-client.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { serveApp, type ServedApp } from "../fixtures/served-app.ts";
import { status } from "../fixtures/statuses.ts";

/** As the served app makes it of its statuses. */
const SHOP = service([objective()]);
const RULES = generateRules([SHOP]).find(({ path }) => path.endsWith("checkout.rules.yaml"))?.text ?? "";

interface RuleFile {
  readonly groups: { interval: string; readonly rules: { alert?: string; record?: string; expr: string }[] }[];
}

/** The generated rules, evaluated each second, some of them with other queries. */
function rulesWith(queries: Readonly<Record<string, string>>): string {
  const file = parse(RULES) as RuleFile;
  for (const group of file.groups) {
    group.interval = "1s";
    for (const rule of group.rules) rule.expr = queries[rule.alert ?? rule.record ?? ""] ?? rule.expr;
  }
  return stringify(file);
}

let prometheus: PrometheusServer;
let client: Prometheus;
let app: ServedApp | undefined;
beforeAll(async () => {
  prometheus = await startPrometheus();
  client = prometheusClient(prometheus.url);
});
afterEach(async () => {
  await app?.close(0);
  app = undefined;
});
afterAll(async () => {
  await client.close();
  await prometheus.stop();
});

/** Of an app that has asked nothing before. */
async function states(): Promise<RuleStatesView> {
  await app?.close(0);
  app = await serveApp({ statuses: [status()], looksAt: new Map([["default", client]]) });
  return (await (await fetch(`${app.url}/api/v1/rule-states/checkout`)).json()) as RuleStatesView;
}

async function until(isSo: (view: RuleStatesView) => boolean): Promise<RuleStatesView> {
  for (let tries = 0; tries < 240; tries++) {
    const view = await states();
    if (isSo(view)) return view;
    await sleep(250);
  }
  throw new Error("it has not come to that after a minute");
}

const all = ({ groups }: RuleStatesView) => groups.flatMap(({ rules }) => rules);

describe("the state of rules in a real Prometheus", () => {
  it("is that they are not loaded, then loaded and well, with what they cost, and that one fails", async () => {
    const before = await states();
    expect(before).toMatchObject({ service: "checkout", source: "default", problem: null, firedProblem: null });
    expect(all(before).every(({ loaded, health }) => loaded === false && health === null)).toBe(true);

    await prometheus.loadRules([rulesWith({})]);
    const well = await until((view) => all(view).every(({ health }) => health === "ok"));
    for (const { loaded, state, kind } of all(well))
      expect([loaded, state === null]).toEqual([true, kind === "record"]);
    for (const group of well.groups) {
      expect(group.evaluationSeconds).toBeGreaterThan(0);
      expect(Math.abs(Date.now() - Date.parse(group.lastEvaluation ?? ""))).toBeLessThan(60_000);
    }

    await prometheus.loadRules([rulesWith({ ErrorBudgetExhausted: "vector(1)" })]);
    const firing = await until((view) => all(view).some(({ state }) => state === "firing"));
    expect(all(firing).find(({ state }) => state === "firing")).toMatchObject({
      name: "ErrorBudgetExhausted",
      firing: 1,
    });

    // It is there, and cannot be answered.
    const twoOfOne = 'vector(1) * on () (label_replace(vector(1), "a", "b", "", "") or vector(1))';
    await prometheus.loadRules([rulesWith({ "slo:objective:ratio": twoOfOne })]);
    const failing = await until((view) => all(view).some(({ health }) => health === "err"));
    const [fault] = all(failing).filter(({ health }) => health === "err");
    expect(fault?.name).toBe("slo:objective:ratio");
    expect(fault?.lastError).toContain("duplicate series");
  });

  it("tells when an alert fired last within a week", async () => {
    const at = Math.floor(Date.now() / 1000) * 1000;
    const alert = (labels: Readonly<Record<string, string>>, hoursAgo: readonly number[]) => ({
      labels: { __name__: "ALERTS", alertname: "ErrorBudgetBurn", service: "checkout", slo: "availability", ...labels },
      timestamps: Float64Array.from(hoursAgo, (hours) => at - hours * 3_600_000),
      values: Float64Array.from(hoursAgo, () => 1),
    });
    const of = { owner: "payments", namespace: "shop" };
    await writeSeries(prometheus.url, [
      alert({ ...of, severity: "page", tier: "fast", alertstate: "firing" }, [100, 50]),
      alert({ ...of, severity: "page", tier: "fast", alertstate: "pending" }, [1]),
      // Longer ago than anybody looks.
      alert({ ...of, severity: "ticket", tier: "slow", alertstate: "firing" }, [200]),
    ]);
    const view = await states();
    const burns = all(view).filter(({ name }) => name === "ErrorBudgetBurn");
    expect(burns.map(({ labels, lastFired }) => [labels["severity"], lastFired])).toEqual([
      ["page", new Date(at - 50 * 3_600_000).toISOString()],
      ["ticket", null],
    ]);
  });

  it("is not known where nobody answers, and says so", async () => {
    const nobody = prometheusClient("http://127.0.0.1:1");
    app = await serveApp({ statuses: [status()], looksAt: new Map([["default", nobody]]) });
    const view = (await (await fetch(`${app.url}/api/v1/rule-states/checkout`)).json()) as RuleStatesView;
    await nobody.close();
    expect(view.problem).toContain("ECONNREFUSED");
    expect(all(view).every(({ loaded, health, state }) => loaded === null && health === null && state === null)).toBe(
      true,
    );
  });

  it("costs one question, however many look", async () => {
    let questions = 0;
    const counted = new Proxy(client, {
      get: (target, name) => {
        if (name === "groups") questions += 1;
        const found: unknown = Reflect.get(target, name, target);
        return typeof found === "function" ? found.bind(target) : found;
      },
    });
    app = await serveApp({ statuses: [status()], looksAt: new Map([["default", counted]]) });
    const { url } = app;
    await Promise.all(
      Array.from({ length: 10 }, async () => (await fetch(`${url}/api/v1/rule-states/checkout`)).text()),
    );
    expect(questions).toBe(1);
    expect((await fetch(`${url}/api/v1/rule-states/nothing`)).status).toBe(404);
  });
});
