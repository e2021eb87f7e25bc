import { useEffect } from "preact/hooks";
import { isTyping } from "../components/is-typing.ts";
import { askToDraw, UNDRAWN } from "./row-block.tsx";

/** `j` and `k` go down and up the list, `/` to the search; Enter opens, as it does on any link. */
export function useListKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target } = event;
      const isInField = isTyping(event);
      if (event.key === "Escape" && isInField && target instanceof HTMLElement) return target.blur();
      if (isInField || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "j") goBy(1);
      else if (event.key === "k") goBy(-1);
      else if (event.key === "/") {
        event.preventDefault();
        document.getElementById("search")?.focus();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** Rows that are not drawn yet are drawn, and then gone to. */
function goBy(step: 1 | -1): void {
  const stops = [...document.querySelectorAll<HTMLElement>(`[data-row-link], ${UNDRAWN}`)];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at === -1 ? 0 : Math.min(stops.length - 1, Math.max(0, at + step))];
  if (next === undefined) return;
  if (next.matches(UNDRAWN)) return askToDraw(next, step);
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
