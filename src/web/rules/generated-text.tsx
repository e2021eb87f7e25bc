import { useQuery } from "@tanstack/preact-query";
import { fetchFile } from "../api/rules.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { save } from "../components/save.ts";
import { Failed, Loading } from "../components/states.tsx";
import type { ShownFile } from "./kinds.ts";

/** A generated file, to be looked at, copied and kept. */
export function GeneratedText({ file }: { readonly file: ShownFile }) {
  const { path, name, type, says } = file;
  const text = useQuery({ queryKey: ["file", path], queryFn: () => fetchFile(path) });
  if (text.data === undefined) return text.error === null ? <Loading what={name} /> : <Failed error={text.error} />;
  const content = text.data;
  return (
    <>
      <p class="quiet-text">{says} As headroom generate writes it, for the specs in use.</p>
      <div class="section-head">
        <b>{name}</b>
        <span class="export">
          <CopyButton text={content} of={name} />
          <button type="button" class="quiet small" onClick={() => save(name, type, content)}>
            Download
          </button>
        </span>
      </div>
      <pre class="file" tabIndex={0}>
        {content}
      </pre>
    </>
  );
}
