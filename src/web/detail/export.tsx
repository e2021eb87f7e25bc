import type { HistoryView } from "../../service/http/view.ts";

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
    </span>
  );
}

const COLUMNS = ["at", "total", "good", "bad", "coverage", "excluded", "budgetLeft"] as const;

/** What is unknown is an empty cell. */
const toCsv = ({ points }: HistoryView): string =>
  [COLUMNS.join(","), ...points.map((point) => COLUMNS.map((column) => point[column] ?? "").join(","))].join("\n");

function save(name: string, type: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
