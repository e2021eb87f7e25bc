import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { serveApp, type ServedApp, type ServedFacts } from "../fixtures/served-app.ts";
import { builtSite, launchBrowser, type Looks, openPage, type WatchedPage } from "./browser.ts";

interface OpenedPages {
  /** Opens a page of the real app in front of facts that the test knows. */
  readonly open: (path: string, facts: ServedFacts, looks?: Looks) => Promise<Page>;
  /** What the page must be forgiven in this test: browsers log requests that nobody answers. */
  readonly forgive: (fault: RegExp) => void;
  /** The app that was opened last. */
  readonly app: () => ServedApp;
}

/** A browser for the tests of a file; after each of them what it opened is closed, and must not have had a fault. */
export function openedPages(): OpenedPages {
  let browser: Browser;
  let app: ServedApp | undefined;
  let opened: WatchedPage | undefined;
  let forgiven: RegExp | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const faults = (opened?.faults ?? []).filter((fault) => forgiven?.test(fault) !== true);
    await opened?.page.context().close();
    await app?.close(0);
    [app, opened, forgiven] = [undefined, undefined, undefined];
    expect(faults).toEqual([]);
  });
  return {
    async open(path, facts, looks) {
      app = await serveApp({ site: await builtSite(), ...facts });
      opened = await openPage(browser, app.url, looks);
      await opened.page.goto(path);
      return opened.page;
    },
    forgive(fault) {
      forgiven = fault;
    },
    app() {
      if (app === undefined) throw new Error("nothing was opened");
      return app;
    },
  };
}
