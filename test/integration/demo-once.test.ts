import { rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { demos } from "../fixtures/started-demo.ts";

const { temp, start, leftovers } = demos();

describe("headroom demo", () => {
  it("ends with a page that fired and a burn that Headroom shows, and leaves nothing behind", async () => {
    const { ended, said } = start(["--once"]);
    const code = await ended;
    expect(code, said()).toBe(0);
    expect(said()).toMatch(/┏━ PAGE · ErrorBudgetBurn · checkout\/availability · \d\d:\d\d:\d\d UTC/);
    // The page breaks its lines where the numbers let it.
    const page = said().replaceAll("\n┃ ", " ");
    expect(page).toMatch(
      /checkout-availability is failing [\d.]+% of requests: burning [\d.]+x, [\d.]+% of the 30d budget left, gone in \d+h/,
    );
    expect(said()).toContain("https://runbooks.example.com/checkout");
    expect(said()).toContain("checkout/availability is burning");
    expect(await leftovers()).toEqual([]);
  }, 360_000);
});

describe("headroom demo with a part that does not work", () => {
  it("names the part, shows the end of its log, exits 1 and leaves nothing behind", async () => {
    await writeFile(join(temp(), "prometheus"), "#!/bin/sh\necho 'no space left on device' >&2\nexit 3\n", {
      mode: 0o755,
    });
    const { ended, said } = start(["--once"], { PATH: `${temp()}${delimiter}${process.env.PATH}` });
    expect(await ended, said()).toBe(1);
    expect(said()).toContain("The demo failed at prometheus: it ended (3) before it was ready");
    expect(said()).toContain("no space left on device");
    await rm(join(temp(), "prometheus"));
    expect(await leftovers()).toEqual([]);
  }, 60_000);
});
