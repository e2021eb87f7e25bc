import { useEffect, useRef } from "preact/hooks";
import { isTyping } from "./is-typing.ts";

const KEYS = [
  ["j, k", "down and up the list"],
  ["Enter", "open what is marked"],
  ["/", "search"],
  ["Escape", "leave the search, or this"],
  ["?", "these keys"],
] as const;

/** The keys, shown by `?`. */
export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "?" && !isTyping(event) && dialog.current?.open === false) dialog.current.showModal();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="keys" class="keys">
      <h2 id="keys">Keys</h2>
      <dl>
        {KEYS.map(([key, says]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
