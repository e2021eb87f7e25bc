import { useQuery } from "@tanstack/preact-query";
import { useSearchParams } from "wouter-preact";
import { fetchRules } from "../api/rules.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { save } from "../components/save.ts";
import { Empty, Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";

/** The generated rules and their tests, to be looked at and copied. */
export function Rules() {
  useTitle("Rules");
  const [search, setSearch] = useSearchParams();
  const rules = useQuery({ queryKey: ["rules"], queryFn: fetchRules });
  if (rules.data === undefined) return rules.error === null ? <Loading what="rules" /> : <Failed error={rules.error} />;
  const { items } = rules.data;
  const chosen =
    items.find(({ path }) => path === search.get("file")) ?? items.find(({ path }) => path.endsWith(".rules.yaml"));
  if (chosen === undefined)
    return <Empty title="No rules" text="Rules are generated from specs; there are none yet." />;
  return (
    <>
      <h1>Generated rules</h1>
      <p class="quiet-text">As headroom generate writes them, for the specs in use.</p>
      <label>
        File{" "}
        <select
          value={chosen.path}
          onChange={({ currentTarget }) => setSearch({ file: currentTarget.value }, { replace: true })}
        >
          {items.map(({ path }) => (
            <option key={path} value={path}>
              {path}
            </option>
          ))}
        </select>
      </label>{" "}
      <CopyButton text={chosen.text} of={chosen.path} />
      <DownloadButton {...chosen} />
      <pre class="file" tabIndex={0}>
        {chosen.text}
      </pre>
    </>
  );
}

function DownloadButton({ path, text }: { readonly path: string; readonly text: string }) {
  const name = path.replace(/^.*\//, "");
  return (
    <button type="button" class="quiet small" onClick={() => save(name, "application/yaml", text)}>
      Download
    </button>
  );
}
