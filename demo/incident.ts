import { setTimeout as sleep } from "node:timers/promises";
import type { SloView } from "../src/service/http/view.ts";
import type { Phone } from "./parts/phone.ts";
import { setFault } from "./parts/shop.ts";
import { PartFailure } from "./run/part-failure.ts";
import type { Parts } from "./run/parts.ts";
import type { Screen } from "./screen/stages.ts";
import type { ShopFault } from "./shop/fault.ts";
import type { Stack } from "./stack.ts";

/** Seconds after everything is up. */
export const FAULT_AFTER = 30;
export const PAGE_BY = 150;

/** Headroom takes a step every 30 s, and one more to be sure. */
const BURN_WITHIN = 60;

/** The fast burn that pages: the default for windows of 28 days and more. */
const PAGE_BURN = 14.4;

const EFFECT: Readonly<Record<Exclude<ShopFault, "none">, { readonly slo: string; readonly words: string }>> = {
  errors: {
    slo: "availability",
    words: "the checkout runs out of database connections and answers 503 to nearly everyone",
  },
  latency: {
    slo: "latency",
    words: "the checkout waits for its database and takes more than half a second for nearly everyone",
  },
};

export interface Incident {
  readonly fault: Exclude<ShopFault, "none">;
  readonly stack: Stack;
  readonly phone: Phone;
  readonly parts: Parts;
  readonly screen: Screen;
  readonly signal: AbortSignal;
}

/** Breaks the checkout and waits until the page has come and Headroom shows the burn. */
export async function breakCheckout({ fault, stack, phone, parts, screen, signal }: Incident): Promise<void> {
  const effect = EFFECT[fault];
  await sleep(FAULT_AFTER * 1000, undefined, { signal });
  await setFault(stack.pods, fault);
  const broken = Date.now();
  screen.show(`${utc(broken)}  fault: ${effect.words}`);
  await screen.stage("page received", () => pageOf(stack, phone, parts));
  const seconds = Math.round((Date.now() - broken) / 1000);
  const burning = await screen.stage("burn seen by Headroom", () => burnOf(effect.slo, stack, parts));
  screen.show(`\nThe page came ${seconds} s after the fault. Headroom says, from the raw counters:\n`);
  screen.show(await stack.headroom.status(parts));
  screen.show(`\nworst first: ${burning.service}/${burning.slo} is ${burning.state}`);
}

async function pageOf(stack: Stack, phone: Phone, parts: Parts): Promise<void> {
  try {
    await parts.wait("alertmanager", "the page", PAGE_BY - FAULT_AFTER, () => Promise.resolve(phone.firstPage()));
  } catch (error) {
    if (!(error instanceof PartFailure) || (await stack.prometheus.hasFiringPage())) throw error;
    throw new PartFailure(
      "prometheus",
      `no page alert fires: expected within ${PAGE_BY - FAULT_AFTER} s of the fault`,
      { cause: error },
    );
  }
}

function burnOf(slo: string, stack: Stack, parts: Parts): Promise<SloView> {
  return parts.wait(
    "headroom",
    `a burn of checkout/${slo} above ${PAGE_BURN}x over 5m and 1h`,
    BURN_WITHIN,
    async () => {
      const slos = await stack.headroom.slos();
      return slos.find(
        (one) =>
          one.service === "checkout" &&
          one.slo === slo &&
          ["5m", "1h"].every((window) => (one.burnRates[window] ?? 0) > PAGE_BURN),
      );
    },
  );
}

/** Time of day as the page shows it. */
export const utc = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
