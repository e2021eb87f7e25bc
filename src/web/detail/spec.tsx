import { useQuery } from "@tanstack/preact-query";
import { useEffect, useRef, useState } from "preact/hooks";
import { fetchSpec, type SloName } from "../api/slos.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { Failed, Loading } from "../components/states.tsx";
import type { DiagnosticView } from "../../service/http/view.ts";
import type { SpecView } from "../../service/http/views/spec-view.ts";

/** The file that the SLO is written in, as it was read last, with its own lines marked and what is wrong with it. */
export function Spec({ service, slo }: SloName) {
  const spec = useQuery({ queryKey: ["spec", service, slo], queryFn: () => fetchSpec({ service, slo }) });
  return (
    <section aria-labelledby="spec">
      <h2 id="spec">Spec</h2>
      {spec.data === undefined ? (
        spec.error === null ? (
          <Loading what="the spec" />
        ) : (
          <Failed error={spec.error} />
        )
      ) : (
        <Contents spec={spec.data} />
      )}
    </section>
  );
}

type Content = NonNullable<SpecView["present"]>;

function Contents({ spec }: { readonly spec: SpecView }) {
  const { file, present, inUse, diagnostics } = spec;
  const [showsOlder, showOlder] = useState(false);
  const older = showsOlder || present === null ? inUse : null;
  const shown = older ?? present;
  if (shown === null) return <p class="notice">{file} cannot be read, and no good content of it is known.</p>;
  return (
    <>
      {inUse === null ? null : (
        <div class="notice failed">
          <strong>
            {present === null ? "The file cannot be read" : "The file as it was read last has errors and is not used"}
          </strong>
          <p>
            What this page says comes from an older content that was good.{" "}
            {present === null ? null : (
              <button type="button" onClick={() => showOlder(!showsOlder)}>
                {showsOlder ? "Show the present content" : "Show the content in use"}
              </button>
            )}
          </p>
        </div>
      )}
      <div class="section-head">
        <code>
          {file}
          {shown.lines === null ? "" : `:${shown.lines.from}`}
        </code>
        <span class="quiet-text small">
          {older === null ? "as it was read last" : "the older content, which is in use"}
          {shown.lines === null ? "; it does not give this SLO" : ""}
        </span>
        <span class="export">
          <CopyButton text={shown.text} of={file} />
        </span>
      </div>
      <Listing content={shown} diagnostics={older === null ? diagnostics : []} file={file} />
    </>
  );
}

interface ListingProps {
  readonly content: Content;
  readonly diagnostics: readonly DiagnosticView[];
  readonly file: string;
}

function Listing({ content: { text, lines }, diagnostics, file }: ListingProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const own = list.current?.querySelector<HTMLElement>(".own");
    // The list alone is scrolled: whoever opens the page looks at its top.
    if (own !== null && own !== undefined && list.current !== null)
      list.current.scrollTop = own.offsetTop - list.current.offsetTop - own.offsetHeight * 2;
  }, [text, lines?.from]);
  return (
    <ol class="listing" ref={list} tabIndex={0} aria-label={`Lines of ${file}`}>
      {linesOf(text).map((line, i) => {
        const number = i + 1;
        const isOwn = lines !== null && number >= lines.from && number <= lines.to;
        return (
          <li key={number} class={isOwn ? "own" : undefined}>
            <span class="line-number" aria-hidden="true">
              {number}
            </span>
            <code>{line}</code>
            {diagnostics
              .filter((one) => one.line === number)
              .map((one) => (
                <Finding key={`${one.code} ${one.column}`} finding={one} />
              ))}
          </li>
        );
      })}
    </ol>
  );
}

function Finding({ finding: { severity, code, column, problem, remedy } }: { readonly finding: DiagnosticView }) {
  return (
    <p class={`finding tone-${severity === "error" ? "bad" : "warn"}`}>
      <b>
        {severity === "error" ? "■" : "◢"} {severity} {code}
      </b>
      , column {column}: {problem}
      <span class="note">{remedy}</span>
    </p>
  );
}

/** Without what ends each; the end of the last line begins none. */
const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/, "").split(/\r?\n/);
