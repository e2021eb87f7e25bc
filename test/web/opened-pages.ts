import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { serveApp, type ServedApp, type ServedFacts } from "../fixtures/served-app.ts";
import { builtSite, launchBrowser, type Looks, openPage, type WatchedPage } from "./browser.ts";

/** Pages of the app, one a test, on which nothing may go wrong, whatever is tested. */
export interface OpenedPages {
  open(path: string, facts: Partial<ServedFacts>, looks?: Looks & { readonly allowed?: RegExp }): Promise<Page>;
  /** The app of the page that is open. */
  app(): ServedApp;
}

/** Begins a browser for the tests of a file, and closes what each opens. */
export function openedPages(): OpenedPages {
  let browser: Browser;
  let app: ServedApp | undefined;
  let opened: WatchedPage | undefined;
  /** Faults that belong to the test. */
  let allowed: RegExp | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const faults = opened?.faults.filter((fault) => allowed?.test(fault) !== true) ?? [];
    await opened?.page.context().close();
    await app?.close(0);
    [app, opened] = [undefined, undefined];
    expect(faults).toEqual([]);
  });
  return {
    async open(path, facts, looks) {
      app = await serveApp({ site: await builtSite(), ...facts });
      allowed = looks?.allowed;
      opened = await openPage(browser, app.url, looks);
      await opened.page.goto(path);
      return opened.page;
    },
    app() {
      if (app === undefined) throw new Error("no page is open");
      return app;
    },
  };
}
