import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { launchBrowser, openPage } from "./browser.ts";

/** Not committed; what the docs show is taken from here. */
const PICTURES = fileURLToPath(new URL("../../artefacts/pages/", import.meta.url));

/** Looks at the pages of a demo whose checkout burns, in light and dark, and keeps pictures of them. */
export async function lookAtDemo(url: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const scheme of ["light", "dark"] as const) {
      const { page, faults } = await openPage(browser, url, { scheme });
      const keep = async (name: string): Promise<void> =>
        void (await page.screenshot({ path: `${PICTURES}${name}-${scheme}.png` }));
      await page.goto("/");
      const row = page.locator("tr.slo", { hasText: "checkout / availability" });
      await row.waitFor();
      // 30 days were written: there is a budget, and what is left of it is neither all nor nothing.
      await row.getByText("Burning").waitFor();
      expect(await row.innerText()).toMatch(/\n\d\d\.\d%\n/);
      await keep("overview");
      await row.getByRole("link", { name: "checkout / availability" }).click();
      await page.getByRole("img", { name: /^Budget left over time; last: Budget left \d/ }).waitFor();
      // When alerts would have fired is told once the history in fine steps has come.
      await page.locator(".happened summary", { hasText: /\d+ pages?/ }).waitFor();
      await keep("slo");
      await page.goto("/scaling");
      await page.getByRole("img", { name: /^Replicas over time/ }).waitFor();
      await keep("scaling");
      expect(faults).toEqual([]);
      await page.context().close();
    }
  } finally {
    await browser.close();
  }
}
