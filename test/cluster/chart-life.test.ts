import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ApiregistrationV1Api, AppsV1Api, AuthorizationV1Api, CoreV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../../demo/run/free-port.ts";
import { readPages, ROOT } from "../docs/markdown.ts";
import type { HeadroomProcess } from "../fixtures/headroom-process.ts";
import { type ControlPlane, startControlPlane } from "./bed/control-plane.ts";
import { serveAsInstalled } from "./bed/installed.ts";
import { clusterPrograms } from "./bed/programs.ts";
import { tool } from "./bed/tool.ts";

// A release from its installation to its end, by the commands of the page that tells people how.

const PAGE = "docs/how-to/install-with-helm.md";
const EXTERNAL = "v1beta1.external.metrics.k8s.io";
const CUSTOM = "v1beta2.custom.metrics.k8s.io";

const page = (await readPages()).find(({ file }) => file === PAGE);
const commands = page?.blocks.filter(({ language }) => language === "bash").map(({ text }) => text) ?? [];
const [install = "", serveMetrics = "", rollBack = "", uninstall = ""] = commands;
const values = page?.blocks.find(({ text }) => text.startsWith("# values.yaml"))?.text ?? "";

let plane: ControlPlane;
let folder: string;
let headroom: HeadroomProcess | undefined;

beforeAll(async () => {
  plane = await startControlPlane(await clusterPrograms());
  folder = await mkdtemp(join(tmpdir(), "headroom-release-"));
  await writeFile(join(folder, "values.yaml"), values);
  for (const name of ["helm", "slo-specs"]) await symlink(join(ROOT, name), join(folder, name));
});
afterAll(async () => {
  await headroom?.stop();
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a release", () => {
  it("is installed by the commands of the page, and becomes ready", async () => {
    expect(commands).toHaveLength(4);
    expect(await typed(install)).toContain('deployment "headroom" successfully rolled out');
    expect(await settingsOf("headroom-specs")).toHaveProperty(["checkout.yaml"]);
  });

  it("serves the metrics groups when they are switched on, with exactly the rights that it needs", async () => {
    expect(await typed(serveMetrics)).toContain(EXTERNAL);
    headroom = await serveAsInstalled(plane, [
      "--prometheus=http://127.0.0.1:9",
      `--specs=${join(ROOT, "slo-specs")}`,
      `--metrics-api-listen=127.0.0.1:${await freePort()}`,
    ]);
    await eventually(async () => expect(await authorities()).toEqual([expect.any(String), expect.any(String)]));
    expect(headroom.log.filter(({ msg }) => /front proxy/.test(msg))).toEqual([]);
  });

  it.each([
    { verb: "list", group: "apps", resource: "deployments", allowed: true },
    { verb: "watch", group: "apps", resource: "statefulsets", allowed: true },
    { verb: "create", group: "authorization.k8s.io", resource: "subjectaccessreviews", allowed: true },
    { verb: "patch", group: "apiregistration.k8s.io", resource: "apiservices", name: EXTERNAL, allowed: true },
    { verb: "patch", group: "apiregistration.k8s.io", resource: "apiservices", name: "v1.apps", allowed: false },
    { verb: "list", group: "apiregistration.k8s.io", resource: "apiservices", allowed: false },
    { verb: "patch", group: "apps", resource: "deployments", allowed: false },
    { verb: "list", group: "", resource: "pods", allowed: false },
    { verb: "get", group: "", resource: "secrets", namespace: "headroom", allowed: false },
    { verb: "get", group: "", resource: "configmaps", namespace: "kube-system", allowed: false },
  ])("may $verb $resource.$group $name: $allowed", async ({ allowed, ...resourceAttributes }) => {
    const api = plane.admin.makeApiClient(AuthorizationV1Api);
    const spec = { user: "system:serviceaccount:headroom:headroom", resourceAttributes };
    const { status } = await api.createSubjectAccessReview({ body: { spec } });
    expect(status?.allowed).toBe(allowed);
  });

  it("restarts nothing when specs change", async () => {
    const before = await replicaSets();
    await upgrade("--set-file", String.raw`specs.headroom\.yaml=slo-specs/headroom.yaml`);
    expect(Object.keys(await settingsOf("headroom-specs"))).toEqual(["checkout.yaml", "headroom.yaml"]);
    expect(await replicaSets()).toEqual(before);
  });

  it("replaces its pods when settings change, and stays trusted by the API server", async () => {
    const [before, trusted] = [await replicaSets(), await authorities()];
    await upgrade("--set", "settings.step=1m");
    expect(await replicaSets()).toHaveLength(before.length + 1);
    await tool(plane, "kubectl", ["--namespace=headroom", "rollout", "status", "deployment/headroom"]);
    expect(trusted).toEqual([expect.any(String), expect.any(String)]);
    expect(await authorities()).toEqual(trusted);
  });

  it("goes back by the command of the page, and forth again", async () => {
    await typed(rollBack);
    await expect(authorities()).rejects.toThrow("404");
    await tool(plane, "helm", ["rollback", "headroom", "4", "--namespace=headroom"]);
    await eventually(async () => expect(await authorities()).toEqual([expect.any(String), expect.any(String)]));
  });

  it("leaves nothing of its own behind, and all that users made", async () => {
    await typed(uninstall);
    const kinds =
      "deployments,services,serviceaccounts,configmaps,rolebindings,clusterroles,clusterrolebindings,apiservices";
    const left = ["get", kinds, "--all-namespaces", "--selector=app.kubernetes.io/instance=headroom", "--output=name"];
    expect(await tool(plane, "kubectl", left)).toBe("");
    const core = plane.admin.makeApiClient(CoreV1Api);
    await expect(core.readNamespacedSecret({ namespace: "headroom", name: "headroom-readers" })).resolves.toBeDefined();
  });
});

/** Types commands into a shell, as a reader of the page would. */
async function typed(text: string): Promise<string> {
  const programs = dirname(plane.programs["helm"] ?? "");
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", text], {
    cwd: folder,
    env: { PATH: `${programs}:${process.env["PATH"]}`, HOME: folder, KUBECONFIG: plane.kubeconfig },
  });
  return stdout;
}

/** The same upgrade as on the page, with more. */
const upgrade = (...more: readonly string[]): Promise<string> => {
  const helm = serveMetrics.slice(0, serveMetrics.indexOf("\nkubectl"));
  return typed(`${helm} ${more.map((word) => `'${word}'`).join(" ")}`);
};

/** What the API server trusts for each group; undefined where that is nobody. */
function authorities(): Promise<readonly (string | undefined)[]> {
  const api = plane.admin.makeApiClient(ApiregistrationV1Api);
  return Promise.all([EXTERNAL, CUSTOM].map(async (name) => (await api.readAPIService({ name })).spec?.caBundle));
}

async function replicaSets(): Promise<readonly string[]> {
  const apps = plane.admin.makeApiClient(AppsV1Api);
  const { items } = await apps.listNamespacedReplicaSet({ namespace: "headroom" });
  return items.map(({ metadata }) => metadata?.name ?? "").toSorted();
}

async function settingsOf(name: string): Promise<Readonly<Record<string, string>>> {
  const core = plane.admin.makeApiClient(CoreV1Api);
  return (await core.readNamespacedConfigMap({ namespace: "headroom", name })).data ?? {};
}

const eventually = (expectation: () => Promise<void>): Promise<void> =>
  vi.waitFor(expectation, { timeout: 90_000, interval: 250 });
