import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { badDeploy } from "./bad-deploy.ts";
import type { Story } from "./followed-checkout.ts";
import { breakCheckout, FAULT_AFTER, PAGE_BY, utc } from "./incident.ts";
import { readCheckoutSpec } from "./parts/checkout-spec.ts";
import type { GrafanaAccess } from "./parts/grafana.ts";
import { type Notice, Phone } from "./parts/phone.ts";
import { setFault } from "./parts/shop.ts";
import { PartFailure } from "./run/part-failure.ts";
import { Parts } from "./run/parts.ts";
import { RunFolder } from "./run/run-folder.ts";
import { renderPage } from "./screen/page.ts";
import { openScreen, type Screen } from "./screen/stages.ts";
import { type DemoFault, isReplicaStory, type ReplicaStory } from "./shop/fault.ts";
import { type Stack, startStack } from "./stack.ts";
import { surge } from "./surge.ts";

export interface DemoOptions {
  readonly fault: DemoFault;
  /** End as soon as the page has fired and the burn has been shown, or the story of the replicas has been told. */
  readonly once: boolean;
  /** A running Grafana that gets the dashboards; without it, the one on PATH is started, if there is one. */
  readonly grafana: GrafanaAccess | undefined;
}

/** `done` includes being stopped by hand; `failed` means that a part did not do its work, and which has been said. */
export type DemoOutcome = "done" | "failed";

const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A forgotten demo ends by itself. */
const LIMIT_SECONDS = 3_600;
/** The fault lasts this much longer than the page needs, so that the recovery can be watched too. */
const HEAL_AFTER_SECONDS = 60;

/** Runs the demo to its end and leaves nothing behind: no process, no file. */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  for (const signal of INTERRUPTS) process.on(signal, interrupt);
  const screen = openScreen(process.stdout, process.stderr);
  const folder = await RunFolder.create();
  const parts = new Parts(folder, stop.signal);
  const phone = await Phone.start((notice) => screen.show(draw(notice)));
  const { signal } = stop;
  try {
    const interrupted = once(signal, "abort");
    await Promise.race([play({ options, folder, phone, parts, screen, signal }), interrupted]);
    return "done";
  } catch (error) {
    if (signal.aborted) return "done";
    if (!(error instanceof PartFailure)) throw error;
    await explain(error, parts, screen);
    return "failed";
  } finally {
    // What still starts on the side must not outlive the demo.
    stop.abort();
    await screen.stage("all parts ended and removed", async () => {
      phone.stop();
      await parts.stop();
      await folder.remove();
    });
    // Until here a second Ctrl-C does not stop the clearing away.
    for (const name of INTERRUPTS) process.removeListener(name, interrupt);
  }
}

interface Play {
  readonly options: DemoOptions;
  readonly folder: RunFolder;
  readonly phone: Phone;
  readonly parts: Parts;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

async function play({
  options: { fault, once: isShort, grafana },
  folder,
  phone,
  parts,
  screen,
  signal,
}: Play): Promise<void> {
  const spec = await readCheckoutSpec();
  const stack = await startStack({
    folder,
    parts,
    phone,
    screen,
    grafana,
    limitSeconds: LIMIT_SECONDS,
    mostPerSecond: isReplicaStory(fault) ? { checkout: spec.perReplica } : undefined,
  });
  screen.show(addresses(stack, phone));
  screen.show(await stack.headroom.status(parts));
  if (isReplicaStory(fault)) {
    await STORIES[fault]({ stack, spec, parts, screen, signal, limitSeconds: LIMIT_SECONDS }, isShort);
    return;
  }
  if (fault !== "none") {
    const up = Date.now();
    screen.show(
      `\nT is now. Fault at T+${FAULT_AFTER} s (${utc(up + FAULT_AFTER * 1000)}); the page fires by T+${PAGE_BY} s (${utc(up + PAGE_BY * 1000)}).`,
    );
    await breakCheckout({ fault, stack, phone, parts, screen, signal });
  }
  if (isShort) return;
  screen.show(nextSteps(stack));
  if (fault !== "none") await heal(stack, screen, signal);
  await sleep(LIMIT_SECONDS * 1000, undefined, { signal });
}

const STORIES: Readonly<Record<ReplicaStory, (story: Story, isShort: boolean) => Promise<void>>> = {
  surge,
  "bad-deploy": badDeploy,
};

async function heal(stack: Stack, screen: Screen, signal: AbortSignal): Promise<void> {
  await sleep(HEAL_AFTER_SECONDS * 1000, undefined, { signal });
  await setFault(stack.pods, "none");
  screen.show(
    `${utc(Date.now())}  the fault is over; the page resolves once the last 5 minutes are good and have stayed so, in about 8 minutes`,
  );
}

/** A page is shown whole; a ticket can wait, so one line will do. */
function draw(notice: Notice): string {
  if (notice.labels.severity === "page") return `\n${renderPage(notice)}`;
  return `${utc(notice.receivedAt.getTime())}  ${notice.labels.severity ?? "alert"} ${notice.status}: ${notice.annotations.summary ?? notice.labels.alertname ?? ""}`;
}

const addresses = ({ prometheus, alertmanager, headroom, grafana }: Stack, phone: Phone): string => `
  Prometheus    ${prometheus.url}/alerts
  Alertmanager  ${alertmanager}${grafana === undefined ? "" : `\n  Grafana       ${grafana.url}/dashboards?tag=headroom`}
  Headroom      ${headroom.url}
  pages so far  ${phone.url}
`;

const nextSteps = ({ headroom, generated, pods, grafana }: Stack): string => `
Next:
  bin/headroom status --url ${headroom.url} --watch
  curl '${headroom.url}/api/v1/slos?state=burning'
  curl -X POST 'http://127.0.0.1:${pods.find(({ service }) => service === "checkout")?.port ?? 0}/admin/fault?kind=latency'   # one pod; errors, latency, none
  ls ${generated}/alert-rules
  ${grafana === undefined ? `ls ${generated}/dashboards   # in Grafana: Dashboards, New, Import; or start the demo with --grafana-url` : `${grafana.url}/dashboards?tag=headroom`}
Ctrl-C ends the demo and removes all of it.
`;

async function explain({ part, message, cause }: PartFailure, parts: Parts, screen: Screen): Promise<void> {
  const reason = cause instanceof Error && !(cause instanceof PartFailure) ? `: ${cause.message}` : "";
  const log = await parts.logTail(part);
  screen.show(`\nThe demo failed at ${part}: ${message}${reason}`);
  if (log !== "") screen.show(`The end of its log:\n${log}`);
}
