import { useState } from "preact/hooks";

const TOLD_MS = 2000;

/** Copies a text, and says whether the browser let it. */
export function CopyButton({ text, of }: { readonly text: string; readonly of: string }) {
  const [told, tell] = useState("Copy");
  const copy = async (): Promise<void> => {
    const done = await navigator.clipboard.writeText(text).then(
      () => "Copied",
      () => "The browser does not let it: select the text",
    );
    tell(done);
    setTimeout(() => tell("Copy"), TOLD_MS);
  };
  return (
    <button type="button" class="quiet small" aria-label={`Copy: ${of}`} onClick={() => void copy()}>
      {told}
    </button>
  );
}
