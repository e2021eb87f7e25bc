import type uPlot from "uplot";
import type { Marker, Shade } from "./chart-parts.ts";
import { colourOf } from "./theme.ts";

/** Heights on the screen, in pixels. */
const EDGE = 5;
const SIGN = 12;
const MOST_OPAQUE = 0.14;

/** Shades times behind the lines; the edge on top tells kinds apart where they overlap. */
export function drawShades(chart: uPlot, shades: readonly Shade[]): void {
  const { ctx, bbox } = chart;
  const density = devicePixelRatio;
  ctx.save();
  for (const { from, to, colour, lane } of shades) {
    const left = Math.max(bbox.left, chart.valToPos(from, "x", true));
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(to, "x", true));
    if (right < bbox.left || left > bbox.left + bbox.width) continue;
    // What lasted for a moment is seen too.
    const width = Math.max(density, right - left);
    ctx.fillStyle = colourOf(colour);
    ctx.globalAlpha = MOST_OPAQUE;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(left, bbox.top + lane * EDGE * density, width, EDGE * density);
  }
  ctx.restore();
}

/** A line for each moment, with its sign at the foot. */
export function drawMarkers(chart: uPlot, markers: readonly Marker[]): void {
  const { ctx, bbox } = chart;
  const density = devicePixelRatio;
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  ctx.font = `${SIGN * density}px system-ui, sans-serif`;
  ctx.lineWidth = density;
  ctx.setLineDash([2 * density, 3 * density]);
  for (const { at, sign, colour } of within(chart, markers)) {
    const x = chart.valToPos(at, "x", true);
    ctx.strokeStyle = colourOf(colour);
    ctx.fillStyle = ctx.strokeStyle;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height - SIGN * density);
    ctx.stroke();
    ctx.fillText(sign, x, bbox.top + bbox.height);
  }
  ctx.restore();
}

/** Says what a marker is to whoever points at it. */
export function placeHits(chart: uPlot, markers: readonly Marker[]): void {
  const hits = within(chart, markers).map(({ at, says }) => {
    const hit = document.createElement("span");
    hit.className = "marker";
    hit.title = says;
    hit.style.left = `${chart.valToPos(at, "x")}px`;
    return hit;
  });
  for (const old of chart.over.querySelectorAll(".marker")) old.remove();
  chart.over.append(...hits);
}

/** Those that are seen; of one sign that stand too close for two, the last tells of all. */
function within(chart: uPlot, markers: readonly Marker[]): readonly Marker[] {
  const { min = 0, max = 0 } = chart.scales["x"] ?? {};
  const seen = markers.filter(({ at }) => at >= min && at <= max).toSorted((a, b) => a.at - b.at);
  const clusters: Marker[][] = [];
  for (const one of seen) {
    const near = clusters.findLast(([first]) => first?.sign === one.sign);
    const distance = chart.valToPos(one.at, "x") - chart.valToPos(near?.[0]?.at ?? min, "x");
    if (near === undefined || distance > SIGN) clusters.push([one]);
    else near.push(one);
  }
  return clusters.flatMap((cluster) => {
    const last = cluster.at(-1);
    if (last === undefined || cluster.length === 1) return cluster;
    return [{ ...last, says: `${cluster.length} at about this time, the last: ${last.says}` }];
  });
}
