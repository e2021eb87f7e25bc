import { CopyButton } from "./copy-button.tsx";

interface Props {
  readonly title: string;
  readonly promql: string;
  /** Where browsers reach the Prometheus that it is for; null where nobody said. */
  readonly prometheusUrl: string | null;
}

/** A query, to be copied or opened where it can be changed. */
export function Query({ title, promql, prometheusUrl }: Props) {
  return (
    <figure class="query">
      <figcaption>
        {title} <CopyButton text={promql} of={title} />
        {prometheusUrl === null ? null : (
          <a
            class="small"
            href={graphOf(prometheusUrl, promql)}
            target="_blank"
            rel="noopener noreferrer"
            aria-label={`Open in Prometheus: ${title}`}
          >
            Open in Prometheus
          </a>
        )}
      </figcaption>
      <pre tabIndex={0}>{promql}</pre>
    </figure>
  );
}

/** The page of Prometheus that draws a query over the last hour; its later ones lead on from there. */
function graphOf(prometheusUrl: string, promql: string): string {
  const query = new URLSearchParams({ "g0.expr": promql, "g0.tab": "0", "g0.range_input": "1h" });
  return `${prometheusUrl.replace(/\/$/, "")}/graph?${query}`;
}
