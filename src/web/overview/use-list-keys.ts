import { useEffect } from "preact/hooks";
import { isTyping } from "../components/is-typing.ts";

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

function goBy(step: number): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}
