/** A text beside an axis; `share` is where it stands, 0 at the left or at the bottom, 1 at the other end. */
export interface Mark {
  readonly share: number;
  readonly text: string;
}

/** What a figure shows around its drawing. */
export interface FigureFacts {
  readonly title: string;
  /** What somebody hears who does not see it. */
  readonly label: string;
  /** Each has a line across the drawing too. */
  readonly up: readonly Mark[];
  readonly along: readonly Mark[];
}

/** How wide and how high a drawing counts; how large it is shown is up to the page. */
export const WIDTH = 1000;
export const HEIGHT = 1000;

/** Along the drawing, from the left. */
export const toX = (share: number): string => (share * WIDTH).toFixed(1);
/** Up the drawing, from the bottom. */
export const toY = (share: number): string => ((1 - share) * HEIGHT).toFixed(1);

/**
 * A drawing between its axes, as HTML that needs nothing else. The drawing stretches with the page; texts are no part of
 * it, so they are as large on a phone as on a desk.
 *
 * @param drawing - SVG over {@link WIDTH} and {@link HEIGHT}
 * @param below - HTML under the axes
 */
export function figure(
  { title, label, up, along }: FigureFacts,
  drawing: readonly string[],
  below: readonly string[] = [],
): string {
  return [
    `<figure><figcaption>${escaped(title)}</figcaption>`,
    `<div class="plot"><div class="up" aria-hidden="true">${up.map((mark) => markOf(mark, "bottom")).join("")}</div>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escaped(label)}">`,
    ...gridOf(up),
    ...drawing,
    `</svg><div class="along" aria-hidden="true">${along.map((mark) => markOf(mark, "left")).join("")}</div></div>`,
    ...below,
    "</figure>",
  ].join("\n");
}

/** A line across the drawing for each mark up it. */
export const gridOf = (up: readonly Mark[]): readonly string[] => up.map(({ share }) => across(share, "grid"));

/** A line from the left to the right. */
export const across = (share: number, name: string): string =>
  `<line class="${name}" x1="0" x2="${WIDTH}" y1="${toY(share)}" y2="${toY(share)}"/>`;

const markOf = ({ share, text }: Mark, side: "left" | "bottom"): string =>
  `<span style="${side}:${(share * 100).toFixed(1)}%">${escaped(text)}</span>`;

/** A number in three digits. */
export const shownNumber = (value: number): string => String(Number(value.toPrecision(3)));

/** Text that HTML shows as it is. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
