import { connect } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Bed } from "./bed/bed.ts";
import { eventually } from "./bed/eventually.ts";
import { rawRead } from "./bed/raw-read.ts";
import { externalHpa } from "./bed/shop.ts";
import { hpaCondition } from "./bed/timeline.ts";

/** Long enough for several rounds of the autoscaler, which looks every two seconds here. */
const ROUNDS_MS = 12_000;

const METRIC =
  "/apis/external.metrics.k8s.io/v1beta1/namespaces/calm/slo_required_replicas?labelSelector=scaling%3Dweb";

let bed: Bed;
beforeAll(async () => {
  // A certificate is renewed after two thirds of its life.
  bed = await Bed.start({ flags: ["--metrics-api-cert-life=90s"] });
});
afterAll(() => bed?.stop());

const active = () => hpaCondition(bed.admin, "calm", "web", "ScalingActive");

/** The serial number of the certificate that Headroom shows. */
const shownCertificate = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: bed.headroom.port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.end();
    });
    socket.on("error", reject);
  });

describe("a failure lowers no replicas", () => {
  it("not while certificates are renewed: no read fails", async () => {
    await bed.open("calm", { manifests: externalHpa("calm", { labels: { service: "calm", scaling: "web" } }) });
    await eventually(async () => expect(await active()).toMatchObject({ status: "True" }));
    const first = await shownCertificate();
    const answers: number[] = [];
    for (let renewals = 0, seen = first; renewals < 1;) {
      answers.push((await rawRead(bed.admin, METRIC)).status);
      const shown = await shownCertificate();
      if (shown !== seen) [seen, renewals] = [shown, renewals + 1];
      await sleep(100);
    }
    for (let further = 0; further < 50; further++) answers.push((await rawRead(bed.admin, METRIC)).status);
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.filter((status) => status !== 200)).toEqual([]);
  });

  it("not while Headroom is dead, and it is believed again when it is back with another authority", async () => {
    const { port } = bed.headroom;
    await bed.headroom.stop("SIGKILL");
    await eventually(async () => expect(await active()).toMatchObject({ status: "False" }));
    await sleep(ROUNDS_MS);
    expect(bed.shop("calm").timeline.replicas).toEqual([10]);
    await bed.startHeadroom(port);
    await eventually(async () => expect(await active()).toMatchObject({ status: "True" }));
    expect(bed.shop("calm").timeline.replicas).toEqual([10]);
  });

  it("not while Prometheus is dead, and the HPA says so", async () => {
    await bed.prometheus.stop();
    await eventually(async () =>
      expect(await active()).toMatchObject({
        status: "False",
        reason: "FailedGetExternalMetric",
        message: expect.stringMatching(/demand could not be asked for/),
      }),
    );
    await sleep(ROUNDS_MS);
    expect(bed.shop("calm").timeline.replicas).toEqual([10]);
  });
});
