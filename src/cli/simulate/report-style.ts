/** Colours of the lines, which show on a light page and on a dark one. */
export const COLOURS = [
  "#2f6fed",
  "#d97706",
  "#059669",
  "#db2777",
  "#8b5cf6",
  "#64748b",
  "#0891b2",
  "#b45309",
] as const;

/** Below this width a table's sentences get lines of their own. */
const NARROW = "40rem";

/** How the report looks; it fetches nothing. */
export const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
h1, th[scope="row"], .legend { overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums; }
th:first-child, .reasons td:first-child, .reasons td:last-child, .reasons th:last-child { text-align: left; }
.reasons td:first-child { white-space: nowrap; }
figure { margin: 1.5rem 0; } figcaption { font-weight: 600; margin-bottom: .5rem; } figure p { margin: .4rem 0; }
.plot { display: grid; grid-template: 15rem 1.25rem / 3.25rem 1fr; margin-right: 1rem; font-size: .75rem; }
.plot svg { width: 100%; height: 100%; }
.up, .along { position: relative; } .up span, .along span { position: absolute; white-space: nowrap; }
.up span { right: .4rem; transform: translateY(50%); line-height: 1; }
.along { grid-column: 2; } .along span { top: .3rem; transform: translateX(-50%); line-height: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 0 1rem; font-size: .85rem; }
svg * { vector-effect: non-scaling-stroke; } polyline { fill: none; stroke-width: 1.5; }
polyline.c0 { stroke-width: 2.5; }
.grid { stroke: #8884; } .bound { stroke: #dc2626; stroke-dasharray: 6 4; } .dashes { color: #dc2626; }
.bounds { stroke: #2f6fed88; stroke-width: 2; } .level { stroke: #2f6fed; stroke-width: 6; stroke-linecap: round; }
.band { fill: #05966933; } .learned { stroke: #059669; stroke-width: 2; }
${COLOURS.map((colour, i) => `polyline.c${i} { stroke: ${colour}; } .key.c${i} { color: ${colour}; }`).join("\n")}
@media (max-width: ${NARROW}) {
  body { margin: 1rem auto; } th, td { padding: .25rem .35rem; } table { font-size: .8rem; width: 100%; }
  .figures tr { display: grid; grid-template-columns: repeat(4, 1fr); } .figures th:first-child { grid-column: 1 / -1; }
  .figures tbody th { border: 0; } .figures thead th:first-child { display: none; }
  .reasons thead { display: none; } .reasons tr { display: grid; grid-template-columns: auto 1fr; border-bottom: 1px solid #8884; }
  .reasons td { border: 0; } .reasons td:nth-child(2)::after { content: " replicas"; } .reasons td:last-child { grid-column: 1 / -1; }
}
`;
