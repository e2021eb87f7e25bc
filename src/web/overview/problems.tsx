import type { DiagnosticsView } from "../../service/http/view.ts";

const MOST_SHOWN = 20;

/** What is wrong with the specs, or with their folder: what is drawn may not be what is committed. */
export function Problems({ found }: { readonly found: DiagnosticsView }) {
  const { items, leftOut, outdated, folderProblem } = found;
  const all = items.length + leftOut;
  if (all === 0 && folderProblem === null) return null;
  const errors = items.filter(({ severity }) => severity === "error").length;
  return (
    <details class={errors > 0 || folderProblem !== null ? "notice failed" : "notice"}>
      <summary>
        {folderProblem ?? `${all} ${all === 1 ? "problem" : "problems"} in the specs`}
        {outdated.length === 0 ? "" : `; in use as they were: ${outdated.join(", ")}`}
      </summary>
      <ul class="problems">
        {items.slice(0, MOST_SHOWN).map(({ file, line, column, code, severity, problem, remedy }) => (
          <li key={`${file}:${line}:${column} ${code}`}>
            <code>
              {file}:{line}:{column}
            </code>{" "}
            {severity}: {problem}
            <span class="note">{remedy}</span>
          </li>
        ))}
      </ul>
      {all > MOST_SHOWN ? <p>{all - MOST_SHOWN} more: /api/v1/diagnostics, headroom check</p> : null}
    </details>
  );
}
