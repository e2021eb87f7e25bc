import { setTimeout as sleep } from "node:timers/promises";
import { FollowedCheckout, type Look, type Story } from "./followed-checkout.ts";
import { FAULT_AFTER, utc } from "./incident.ts";
import { PartFailure } from "./run/part-failure.ts";

/** More than three pods can take, and less than the twelve that the spec allows. */
const SURGE = 3;
const SURGE_SECONDS = 300;
/** The visitors stay on for a while after the burn, to be watched. */
const LEAVE_AFTER_SECONDS = 60;

/**
 * Sends the shop three times its visitors, and lets the checkout's pods follow Headroom's number.
 *
 * @param isShort - end once the burn has; otherwise the visitors leave after a while and the pods after them
 * @throws PartFailure if the burn does not end
 */
export async function surge(story: Story, isShort: boolean): Promise<void> {
  const { stack, screen, signal, spec } = story;
  const checkout = new FollowedCheckout(story);
  screen.show(`\nIn ${FAULT_AFTER} s ${SURGE} times as many visitors come.`);
  await sleep(FAULT_AFTER * 1000, undefined, { signal });
  stack.visitors.come(SURGE);
  const began = performance.now();
  screen.show(`${utc(Date.now())}  surge: ${SURGE} times as many visitors`);
  let seen: Look | undefined;
  while (seen?.burn === undefined || seen.burn >= 1 || checkout.pods.serving <= spec.limits.min) {
    if (performance.now() - began > SURGE_SECONDS * 1000)
      throw new PartFailure("headroom", `the burn did not end within ${SURGE_SECONDS} s of the surge`);
    seen = await checkout.look();
    await checkout.follow(seen);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  screen.show(`\nThe burn ended ${seconds} s after the surge began, with ${checkout.pods.serving} replicas.\n`);
  if (isShort) return;
  const leave = setTimeout(() => {
    stack.visitors.come(1);
    screen.show(`${utc(Date.now())}  the surge is over; a while later its pods go. Ctrl-C ends the demo`);
  }, LEAVE_AFTER_SECONDS * 1000);
  signal.addEventListener("abort", () => clearTimeout(leave), { once: true });
  await checkout.watch(began);
}
