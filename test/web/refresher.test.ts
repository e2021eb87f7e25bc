import { expect, it } from "vitest";
import { refresher } from "../../src/web/api/refresher.ts";

/** Rounds that end when they are told to. */
function rounds() {
  const ends: (() => void)[] = [];
  const begin = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.push(resolve);
    return promise;
  };
  return { ends, begin };
}

it("what is asked for during a round is one round after it", async () => {
  const { ends, begin } = rounds();
  const { ask } = refresher(begin, () => true, 0);
  for (let i = 0; i < 5; i++) ask();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  ask();
  await expect.poll(() => ends.length).toBe(3);
});

it("what is asked for while nobody looks waits for a look", () => {
  const { ends, begin } = rounds();
  let isSeen = false;
  const { ask, look } = refresher(begin, () => isSeen, 0);
  ask();
  look();
  expect(ends).toHaveLength(0);
  isSeen = true;
  look();
  expect(ends).toHaveLength(1);
});

it("a round that fails does not end the others", async () => {
  let begun = 0;
  const { ask } = refresher(
    () => {
      begun++;
      return Promise.reject(new Error("nobody answers"));
    },
    () => true,
    0,
  );
  ask();
  ask();
  await expect.poll(() => begun).toBe(2);
});
