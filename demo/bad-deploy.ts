import { setTimeout as sleep } from "node:timers/promises";
import { FollowedCheckout, type Look, type Story } from "./followed-checkout.ts";
import { FAULT_AFTER, utc } from "./incident.ts";
import type { Release } from "./parts/checkout-pods.ts";
import { PartFailure } from "./run/part-failure.ts";

/** Of the requests that the bad version is given. */
const FAIL_SHARE = 0.25;
/** Headroom takes a step every 30 s and decides every 15 s; a rollout takes half a minute, a burn as long to be gone. */
const SEEN_SECONDS = 180;
/** So many looks at the bad version, once it is blamed, before somebody rolls it back. */
const WATCHED_LOOKS = 4;

/**
 * Rolls the checkout out to a version that fails, and back once Headroom says that the version is to blame.
 *
 * @param isShort - end once the burn has; otherwise it is watched on
 * @throws PartFailure if the version is not blamed, the burn does not end, or replicas are added for it
 */
export async function badDeploy(story: Story, isShort: boolean): Promise<void> {
  const { screen, signal } = story;
  const checkout = new FollowedCheckout(story, () => versionsNow(story));
  const good = checkout.pods.release;
  const bad = { version: nextVersion(good.version), failShare: FAIL_SHARE };
  screen.show(
    `\nIn ${FAULT_AFTER} s the checkout is rolled out to ${bad.version}, which fails ${FAIL_SHARE * 100}% of its requests.`,
  );
  await sleep(FAULT_AFTER * 1000, undefined, { signal });
  const began = performance.now();
  screen.show(`${utc(Date.now())}  rollout: pods of ${bad.version} take the place of those of ${good.version}`);
  await rollOut(checkout, bad, `Headroom's sentence named ${bad.version}`, ({ because }) =>
    because.includes(bad.version),
  );
  for (let looks = 0; looks < WATCHED_LOOKS; looks++) await lookOn(checkout);
  const mended = performance.now();
  screen.show(`${utc(Date.now())}  rollback: pods of ${good.version} take the place of those of ${bad.version}`);
  await rollOut(checkout, good, "the burn ended", ({ burn }) => burn !== undefined && burn < 1);
  const seconds = Math.round((performance.now() - mended) / 1000);
  screen.show(
    `\nThe burn ended ${seconds} s after the rollback began; the ${checkout.pods.asked} replicas stayed throughout.\n`,
  );
  if (isShort) return;
  screen.show("Ctrl-C ends the demo.");
  await checkout.watch(began);
}

/** Replaces all pods, and looks on until they are and something is to be seen. */
async function rollOut(
  checkout: FollowedCheckout,
  release: Release,
  what: string,
  isSeen: (look: Look) => boolean,
): Promise<void> {
  const { pods } = checkout;
  const deadline = performance.now() + SEEN_SECONDS * 1000;
  const lookUntilSeen = async (): Promise<void> => {
    while (!isSeen(await lookOn(checkout)) || !pods.isRolledOut)
      if (performance.now() > deadline)
        throw new PartFailure("headroom", `${what}: expected within ${SEEN_SECONDS} s, did not happen`);
  };
  await Promise.all([pods.rollOut(release), lookUntilSeen()]);
}

/** A look at a checkout that load does not ask to grow. */
async function lookOn(checkout: FollowedCheckout): Promise<Look> {
  const look = await checkout.look();
  if (look.asked > look.before)
    throw new PartFailure("headroom", `it asks for ${look.asked} replicas, though no more visitors came`);
  return look;
}

/** The versions that Prometheus sees now, as a column. */
async function versionsNow({ stack: { prometheus }, spec: { versionLabel } }: Story): Promise<string | undefined> {
  const at = Date.now() / 1000;
  const found = await prometheus.range(`count by (${versionLabel}) (app_build_info{job="checkout"})`, at, at, 1);
  const versions = found
    .map(({ labels, points }) => `${points.at(-1)?.[1] ?? 0} x ${labels[versionLabel] ?? "?"}`)
    .toSorted((a, b) => (a.slice(a.indexOf("x")) < b.slice(b.indexOf("x")) ? -1 : 1));
  // Wide enough for two versions.
  return versions.length === 0 ? undefined : `${versions.join(" + ").padEnd(21)}  `;
}

const nextVersion = (version: string): string => version.replace(/\d+(?=\.\d+$)/, (minor) => String(Number(minor) + 1));
