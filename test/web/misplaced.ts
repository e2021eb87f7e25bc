import type { Page } from "playwright-core";

/** Runs in the page. Fonts stand out of their lines by a pixel or two. */
const FIND = `(() => {
  const TOUCH = 2;
  const { documentElement: page } = document;
  const faults = new Set();
  const words = (node) => node.data.trim().slice(0, 40);
  const around = (element) => (element === null ? [] : [element, ...around(element.parentElement)]);
  const styles = (element, holds) => around(element).some((each) => holds(getComputedStyle(each)));
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !styles(element, ({ clipPath }) => clipPath !== "none");
  const isScrolled = (element) => styles(element, ({ overflowX }) => overflowX === "auto" || overflowX === "scroll");
  const lines = [];
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { parentElement: element } = node;
    // What is chosen from a list is seen whole when the list is opened.
    if (words(node) === "" || element.localName === "option" || !isSeen(element) || isScrolled(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) if (rect.width > 1) lines.push({ rect, element, text: words(node) });
  }
  if (page.scrollWidth > page.clientWidth) faults.add("the page is " + (page.scrollWidth - page.clientWidth) + " px too wide");
  for (const { rect, element, text } of lines) {
    if (rect.left < -TOUCH || rect.right > page.clientWidth + TOUCH) faults.add("out of the page: " + text);
    for (const box of around(element)) {
      if (getComputedStyle(box).overflowX === "visible" || box.title !== "") continue;
      const { left, right } = box.getBoundingClientRect();
      if (rect.right > right + TOUCH || rect.left < left - TOUCH) faults.add("cut off: " + text);
    }
  }
  lines.sort((a, b) => a.rect.top - b.rect.top);
  for (const [i, { rect, text }] of lines.entries())
    for (const other of lines.slice(i + 1)) {
      const down = Math.min(rect.bottom, other.rect.bottom) - other.rect.top;
      if (other.rect.top > rect.bottom) break;
      const across = Math.min(rect.right, other.rect.right) - Math.max(rect.left, other.rect.left);
      if (across > TOUCH && down > rect.height / 2) faults.add(text + " overlaps " + other.text);
    }
  return [...faults];
})()`;

/** What of a page's text stands out of it, is cut off without a title that has it whole, or lies on other text. */
export const misplacedOn = (page: Page): Promise<readonly string[]> => page.evaluate(FIND);
