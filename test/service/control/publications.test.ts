import { describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { Publications } from "../../../src/service/control/publications.ts";
import { Turns } from "../../../src/service/control/turns.ts";

/** Publications that take two seconds each, by a clock that only they move on. */
function slowly(turns = new Turns()) {
  const errors: string[] = [];
  const told = { published: 0, seconds: 0, fails: false, errors };
  const resting = new Map<object, { readonly work: () => void; readonly until: number }>();
  const later = (work: () => void, seconds: number): (() => void) => {
    resting.set(work, { work, until: told.seconds + seconds });
    return () => void resting.delete(work);
  };
  const waitUntil = async (seconds: number): Promise<void> => {
    told.seconds = seconds;
    for (const { work, until } of resting.values()) if (until <= seconds) work();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: (what: string) => void errors.push(what) };
  const clock = { now: () => instant(0), monotonic: () => told.seconds };
  const publish = async (): Promise<void> => {
    told.published += 1;
    told.seconds += 2;
    if (told.fails) throw new RangeError("a fault");
  };
  return { publications: new Publications(turns, { clock, log }, publish, later), told, waitUntil };
}

describe("publications", () => {
  it("serve all who ask while another one waits for its turn", async () => {
    const turns = new Turns();
    let go = (): void => undefined;
    void turns.take(() => new Promise<void>((resolve) => (go = resolve)));
    const { publications, told } = slowly(turns);
    const asked = [publications.now(), publications.now(), publications.now()];
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.published).toBe(0);
    go();
    await Promise.all(asked);
    expect(told.published).toBe(1);
  });

  it("that no step waits for rest nine times as long as the last one took", async () => {
    const { publications, told, waitUntil } = slowly();
    publications.soon();
    await waitUntil(0);
    expect(told.published).toBe(1);
    await waitUntil(2);
    publications.soon();
    publications.soon();
    await waitUntil(19);
    expect(told.published).toBe(1);
    await waitUntil(20);
    expect(told.published).toBe(2);
  });

  it("that a step wants do not rest, and serve what rests", async () => {
    const { publications, told, waitUntil } = slowly();
    await publications.now();
    publications.soon();
    await publications.now();
    await waitUntil(60);
    expect(told.published).toBe(2);
  });

  it("come before the end of work that takes longer than a second, and only of that", async () => {
    const { publications, told, waitUntil } = slowly();
    await publications.during(Promise.resolve());
    await waitUntil(1);
    expect(told.published).toBe(0);
    let end = (): void => undefined;
    const work = publications.during(new Promise<void>((resolve) => (end = resolve)));
    await waitUntil(2);
    expect(told.published).toBe(1);
    end();
    await work;
  });

  it("end with the service", async () => {
    const { publications, told, waitUntil } = slowly();
    await publications.now();
    publications.soon();
    publications.stop();
    publications.soon();
    await waitUntil(60);
    expect(told.published).toBe(1);
  });

  it("are tried again after one that failed, which the log tells", async () => {
    const { publications, told } = slowly();
    told.fails = true;
    await publications.now();
    await publications.now();
    expect(told).toMatchObject({ published: 2, errors: ["publishing failed", "publishing failed"] });
  });
});
