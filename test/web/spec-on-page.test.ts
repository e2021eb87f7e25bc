import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/core/diagnostics/diagnostic.ts";
import { status } from "../fixtures/statuses.ts";
import { openedPages } from "./opened-pages.ts";

const pages = openedPages();

const HOSTILE = `<img src=x onerror="document.title='owned'">`;
const GOOD = `version: headroom/v1
service: checkout
slos:
  - name: availability
    description: ${HOSTILE}
    target: 99.9%
  - name: other
    target: 99%
`;
const BAD = GOOD.replace("99.9%", "99.9");

const FAULT: Diagnostic = {
  file: "slo-specs/checkout.yaml",
  line: 6,
  column: 13,
  length: 4,
  code: "objective-out-of-range",
  severity: "error",
  problem: `target must be a ratio, found ${HOSTILE}`,
  remedy: 'write 0.999, or "99.9%"',
};

describe("the spec of an SLO", () => {
  it("is shown with the SLO's own lines marked, and stays text", async () => {
    const page = await pages.open("/slos/checkout/availability", {
      statuses: [status()],
      specTexts: { present: GOOD, inUse: GOOD },
    });
    const listing = page.getByRole("list", { name: "Lines of slo-specs/checkout.yaml" });
    await listing.getByText(HOSTILE).waitFor();
    expect(await listing.locator(".own code").allInnerTexts()).toEqual([
      "  - name: availability",
      `    description: ${HOSTILE}`,
      "    target: 99.9%",
    ]);
    expect(await listing.locator("li").count()).toBe(8);
    await page.getByText("slo-specs/checkout.yaml:4", { exact: true }).waitFor();
    expect(await page.title()).toBe("checkout / availability · Headroom");
  });

  it("says where the present content is wrong, and that an older one is in use", async () => {
    const page = await pages.open("/slos/checkout/availability", {
      statuses: [status()],
      specTexts: { present: BAD, inUse: GOOD },
      diagnostics: [FAULT, { ...FAULT, file: "slo-specs/search.yaml", problem: "of another file" }],
    });
    await page.getByText("The file as it was read last has errors and is not used").waitFor();
    const line = page.locator(".listing li").nth(5);
    expect(await line.innerText()).toContain("error objective-out-of-range");
    expect(await line.innerText()).toContain(HOSTILE);
    expect(await page.getByText("of another file").count()).toBe(0);
    await page.getByRole("button", { name: "Show the content in use" }).click();
    await page.getByText("the older content, which is in use").waitFor();
    expect(await page.locator(".listing .finding").count()).toBe(0);
    expect(await line.innerText()).toContain("99.9%");
  });

  it("is the content in use where the file cannot be read, or none", async () => {
    const page = await pages.open("/slos/checkout/availability", {
      statuses: [status()],
      specTexts: { present: undefined, inUse: GOOD },
    });
    await page.getByText("The file cannot be read").waitFor();
    await page.locator(".listing .own").first().waitFor();
  });
});
