import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { loadedGroups, lookedAt } from "../fixtures/looked-at.ts";
import { objective, service } from "../fixtures/objectives.ts";
import { loggedDecision } from "../fixtures/scaling.ts";
import type { ServedFacts } from "../fixtures/served-app.ts";
import { NOON, status } from "../fixtures/statuses.ts";
import { misplacedOn } from "./misplaced.ts";
import { openedPages } from "./opened-pages.ts";

const { open } = openedPages();

/** As long as a label value may be, with no place to break it. */
const long = (begin: string): string => begin.padEnd(128, "x");

const NAMES = { service: long("service"), slo: long("slo"), owner: long("owner"), source: "default" };
const SPLIT = { ...NAMES, slo: long("split"), by: [long("label")] };
const STATUSES = [
  status({
    objective: NAMES,
    state: "burning",
    burn: 21.7,
    remaining: 0.412,
    secondsToExhaustion: 49_080,
    windows: ["5m", "1h", "6h"],
    note: long("note"),
    coverage: 0.5,
  }),
  ...["one", "two"].map((value) =>
    status({ objective: SPLIT, by: { [long("label")]: long(value) }, windows: ["5m", "1h", "6h"] }),
  ),
];
const PATH = `/slos/${NAMES.service}`;
const SPEC = `version: headroom/v1\nservice: ${NAMES.service}\n`;

async function longFacts(): Promise<ServedFacts> {
  const target = { namespace: long("namespace"), kind: "Deployment", name: long("workload") };
  const told = { name: long("scaling"), slos: [NAMES.slo], target, mode: "publish" } as const;
  const loaded = loadedGroups(service([objective(NAMES), objective(SPLIT)]), (rule) =>
    rule.kind === "alert"
      ? { ...rule, state: "firing", firing: 3 }
      : { ...rule, health: "err", lastError: long("error") },
  );
  const carriers = ["one", "two"].map((value) => ({
    labels: { handler: long(value) },
    timestamps: [NOON],
    values: [1],
  }));
  return {
    statuses: STATUSES,
    decisions: [
      { ...(await loggedDecision(told, { at: NOON, demand: 400 })), service: NAMES.service },
      { ...(await loggedDecision({ ...told, name: long("other") }, { at: NOON })), service: NAMES.service },
    ],
    looksAt: new Map([["default", lookedAt({ groups: loaded, series: () => carriers, labels: ["handler"] })]]),
    specTexts: { present: SPEC, inUse: SPEC },
  };
}

/** What each page is asked for, beyond what it shows at once. */
const PAGES: readonly (readonly [string, string, (page: Page) => Promise<void>])[] = [
  ["overview", "/", (page) => page.getByRole("button", { name: /worst of 2/ }).click()],
  ["overview by service", "/?group=service", (page) => page.getByRole("button", { name: /service/ }).click()],
  [
    "SLO",
    `${PATH}/${NAMES.slo}`,
    async (page) => {
      await page.getByRole("button", { name: "Which labels carry the bad events?" }).click();
      await page.getByText(/^About/).waitFor();
    },
  ],
  ["split SLO", `${PATH}/${SPLIT.slo}`, (page) => page.getByRole("heading", { name: /^2 groups/ }).waitFor()],
  ["scaling", "/scaling", (page) => page.getByText("What was weighed").first().click()],
  ["rules", "/rules", (page) => page.locator(".rule-group").first().locator("summary").click()],
  ["rule file", "/rules?view=rules", (page) => page.locator("pre.file").waitFor()],
];
const WIDTHS = [1280, 360];

describe("names of 128 characters without a space", () => {
  it.each(PAGES.flatMap(([name, path, act]) => WIDTHS.map((width) => ({ name, width, path, act }))))(
    "stay in their place on the page of $name at $width px, whole or with a title",
    { timeout: 60_000 },
    async ({ path, width, act }) => {
      const page = await open(path, await longFacts(), { width });
      await page.locator("h1").first().waitFor();
      await act(page);
      await page
        .getByText(/^Loading/)
        .first()
        .waitFor({ state: "detached" });
      expect(await misplacedOn(page)).toEqual([]);
    },
  );
});
