import { describe, expect, it } from "vitest";
import { status } from "../fixtures/statuses.ts";
import { openedPages } from "./opened-pages.ts";

const pages = openedPages();

const STATUSES = [status()];

describe("pages under a base path", () => {
  it("load, lead on and hear of evaluations there", async () => {
    const page = await pages.open("/ops/headroom/", { statuses: STATUSES, basePath: "/ops/headroom/" });
    await page.getByRole("link", { name: "checkout / availability" }).click();
    await page.waitForURL("**/ops/headroom/slos/checkout/availability");
    await page.getByRole("heading", { name: "Burn per window" }).waitFor();
    await page.getByText(/^updated /).waitFor();
  });
});

describe("a query", () => {
  it("leads to its Prometheus where the source says how browsers reach it", async () => {
    const publicUrls = new Map([["default", "https://prometheus.example.com/base/"]]);
    const page = await pages.open("/slos/checkout/availability", { statuses: STATUSES, publicUrls });
    const link = page.getByRole("link", { name: "Open in Prometheus: Bad events per second" });
    const { origin, pathname, searchParams } = new URL((await link.getAttribute("href")) ?? "");
    expect([origin, pathname]).toEqual(["https://prometheus.example.com", "/base/graph"]);
    expect(searchParams.get("g0.expr")).toBe(await page.locator("figure pre").last().innerText());
  });

  it("has no link where the source says nothing", async () => {
    const page = await pages.open("/slos/checkout/availability", { statuses: STATUSES });
    await page.getByRole("button", { name: "Copy: Bad events per second" }).waitFor();
    expect(await page.getByText("Open in Prometheus").count()).toBe(0);
  });
});

describe("signing out", () => {
  it("is offered to who signed in by a session alone, and ends it", async () => {
    const access = { kind: "asked", token: async () => "the-token", userHeader: undefined } as const;
    pages.forgive(/401/);
    const page = await pages.open("/scaling", { statuses: STATUSES, access });
    await page.getByLabel("Token").fill("the-token");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("No workload is scaled").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
  });

  it("is not offered where nobody signs in", async () => {
    const page = await pages.open("/scaling", { statuses: STATUSES });
    await page.getByText("No workload is scaled").waitFor();
    expect(await page.getByRole("button", { name: "Sign out" }).count()).toBe(0);
  });
});
