import type { HistoryView } from "../../service/http/view.ts";
import { save, saveBlob } from "../components/save.ts";
import { colourOf } from "../components/theme.ts";

/** The points of the charts as files, for reports and spreadsheets. */
export function Export({ history }: { readonly history: HistoryView }) {
  const name = `${history.service}-${history.slo}`;
  return (
    <span class="export">
      <button type="button" class="quiet small" onClick={() => save(`${name}.csv`, "text/csv", toCsv(history))}>
        CSV
      </button>
      <button
        type="button"
        class="quiet small"
        onClick={() => save(`${name}.json`, "application/json", JSON.stringify(history, undefined, 2))}
      >
        JSON
      </button>
      <button type="button" class="quiet small" onClick={() => void savePicture(`${name}.png`)}>
        PNG
      </button>
    </span>
  );
}

const COLUMNS = ["at", "total", "good", "bad", "coverage", "excluded", "budgetLeft"] as const;

/** What is unknown is an empty cell. */
const toCsv = ({ points }: HistoryView): string =>
  [COLUMNS.join(","), ...points.map((point) => COLUMNS.map((column) => point[column] ?? "").join(","))].join("\n");

/** The charts of the page, one below the other, on the ground that they are seen on. */
async function savePicture(name: string): Promise<void> {
  const charts = [...document.querySelectorAll<HTMLCanvasElement>(".chart canvas")];
  const picture = document.createElement("canvas");
  picture.width = Math.max(...charts.map(({ width }) => width));
  picture.height = charts.reduce((sum, { height }) => sum + height, 0);
  const pen = picture.getContext("2d");
  if (pen === null) return;
  pen.fillStyle = colourOf("--surface");
  pen.fillRect(0, 0, picture.width, picture.height);
  let top = 0;
  for (const chart of charts) {
    pen.drawImage(chart, 0, top);
    top += chart.height;
  }
  const blob = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve));
  if (blob !== null) saveBlob(name, blob);
}
