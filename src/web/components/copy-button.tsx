import { useState } from "preact/hooks";

const TOLD_MS = 2000;

interface Props {
  readonly text: string;
  /** What is copied, for those who cannot see what the button stands beside. */
  readonly of: string;
  readonly shown?: string;
}

/** Copies a text, and says whether the browser let it. */
export function CopyButton({ text, of, shown = "Copy" }: Props) {
  const [told, tell] = useState<string>();
  const copy = async (): Promise<void> => {
    const done = await navigator.clipboard.writeText(text).then(
      () => "Copied",
      () => "The browser does not let it: select the text",
    );
    tell(done);
    setTimeout(() => tell(undefined), TOLD_MS);
  };
  return (
    <button type="button" class="quiet small" aria-label={`${shown}: ${of}`} onClick={() => void copy()}>
      {told ?? shown}
    </button>
  );
}
