import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { findProgram } from "../../programs/find-program.ts";
import { TOOLS } from "../../programs/tools.ts";
import { fetchSiteFiles } from "../../src/adapters/files/site-files.ts";
import type { SiteFiles } from "../../src/service/http/site.ts";

const SITE = fileURLToPath(new URL("../../dist/web", import.meta.url));

/** Nothing is asked of the outside, and nothing is left behind. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser of this system. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findProgram(TOOLS.chromium.commands);
  if (executablePath === undefined) throw new Error("no Chromium on PATH; npm test brings it");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** The pages as `npm test` has built them. */
export async function builtSite(): Promise<SiteFiles> {
  const files = await fetchSiteFiles(SITE);
  if (!files.has("index.html")) throw new Error("the pages are not built; npm test builds them");
  return files;
}

/** Bytes of all scripts that the first page loads, by their names in the built folder. */
export const scriptsOfSite = (): Promise<readonly Buffer[]> =>
  Promise.all(
    readdirSync(join(SITE, "assets"))
      .filter((name) => name.endsWith(".js"))
      .map((name) => readFile(join(SITE, "assets", name))),
  );

/** A page, and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of the console and of scripts, and requests to other hosts. */
  readonly faults: readonly string[];
}

export interface Looks {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
}

/** Opens a page of its own that notes all faults. @param url - of the service */
export async function openPage(browser: Browser, url: string, looks: Looks = {}): Promise<WatchedPage> {
  const { scheme = "light", width = 1280 } = looks;
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, baseURL: url });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => void faults.push(error.message));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(url).origin && protocol !== "data:" && protocol !== "blob:") faults.push(request.url());
  });
  return { page, faults };
}
