import { appendFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type HeadroomProcess, runHeadroom, serveHeadroom } from "../fixtures/headroom-process.ts";
import { type PrometheusServer, startPrometheus } from "../fixtures/prometheus-server.ts";
import { SCALED_SPEC, writeScaledShop } from "../fixtures/scaled-shop.ts";

let folder: string;
let store: string;
let prometheus: PrometheusServer;
let headroom: HeadroomProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headroom-kept-"));
  store = join(folder, "decisions.db");
  await writeFile(join(folder, "shop.yaml"), SCALED_SPEC);
  prometheus = await startPrometheus();
  await writeScaledShop(prometheus.url);
}, 60_000);
afterAll(async () => {
  await headroom?.stop();
  await prometheus.stop();
  await rm(folder, { recursive: true });
});

const ARGUMENTS = ["--scaling-step", "1s", "--specs-settle", "100ms"];
const serve = (): Promise<HeadroomProcess> =>
  serveHeadroom(["--prometheus", prometheus.url, "--specs", folder, "--store", store, ...ARGUMENTS]);

interface Shown {
  readonly at: string;
  readonly replicas: number | null;
}

async function decisions(path: string): Promise<readonly Shown[]> {
  const { items }: { readonly items?: readonly Shown[] } = JSON.parse(
    await (await fetch(`${headroom?.url}${path}`)).text(),
  );
  return items ?? [];
}

const decided = (after: string): Promise<readonly Shown[]> =>
  vi.waitFor(
    async () => {
      const [newest] = await decisions("/api/v1/decisions");
      expect([newest?.replicas, (newest?.at ?? "") > after]).toEqual([expect.closeTo(22.5, 6), true]);
      return decisions("/api/v1/decisions/shop/web?limit=960");
    },
    { timeout: 20_000 },
  );

describe("decisions of a service that is killed", () => {
  it("are explained by the next one, which decides on", async () => {
    headroom = await serve();
    const seen = await decided("");
    expect(await headroom.stop("SIGKILL")).toBe("SIGKILL");
    headroom = await serve();
    const [last] = seen;
    const after = await decided(last?.at ?? "");
    expect(after.map(({ at }) => at)).toEqual(expect.arrayContaining(seen.map(({ at }) => at)));
    const explained = await runHeadroom(["explain", "shop/web", "--at", last?.at ?? "", "--url", headroom.url]);
    expect([explained.code, explained.stderr]).toEqual([0, ""]);
    expect(explained.stdout).toContain(`shop/web at ${last?.at.slice(0, 19).replace("T", " ")} UTC: 22.5 replicas\n`);
    expect(headroom.log.filter(({ level }) => level === "stderr" || level === "error")).toEqual([]);
  }, 60_000);

  it("are not written by two at once", async () => {
    const second = await runHeadroom(["serve", "--listen", "127.0.0.1:0", "--specs", folder, "--store", store]);
    expect(second).toEqual({
      code: 3,
      stdout: "",
      stderr: `headroom: the decision store ${store} is in use by another process\n  help: stop that one, or name a file of its own for each with --store\n`,
    });
  }, 30_000);

  it("end no service when their file is damaged", async () => {
    expect(await headroom?.stop()).toBe(0);
    await writeFile(store, "no database");
    appendFileSync(store, "\n".repeat(5000));
    headroom = await serve();
    const said = await headroom.logged("a damaged decision store was set aside, and a new one is begun");
    expect(said).toMatchObject({ level: "warn", file: store, problem: "file is not a database" });
    expect(await decided("")).not.toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes("corrupt"))).toHaveLength(1);
    expect(await (await fetch(`${headroom.url}/metrics`)).text()).toContain("\nheadroom_decision_store_up 1\n");
  }, 60_000);
});
