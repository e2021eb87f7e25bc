import type { ComponentChildren, RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** So many rows are drawn together. */
export const ROWS_OF_BLOCK = 20;
/** Blocks that are there with the first frame: more than a screen of rows. */
const DRAWN_AT_ONCE = 2;
/** Rows are drawn so far before and after what is seen. */
const AHEAD = "800px 0px";

/** Finds blocks whose rows are not drawn. */
export const UNDRAWN = "tbody[data-undrawn]";
const WANTED = "headroom-wanted";

/** Has an undrawn block draw its rows, and its first or last link taken. @param step - which way one goes */
export const askToDraw = (block: HTMLElement, step: 1 | -1): void =>
  void block.dispatchEvent(new CustomEvent(WANTED, { detail: step }));

interface Props {
  /** Its place among the blocks of its section. */
  readonly place: number;
  readonly rows: number;
  /** What a row usually takes, in pixels. */
  readonly rowHeight: number;
  readonly children: () => ComponentChildren;
}

/** Rows that are drawn while they are near what is seen; at other times their room is kept. */
export function RowBlock({ place, rows, rowHeight, children }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  const height = useRef<number>();
  const [isNear, setNear] = useState(place < DRAWN_AT_ONCE);
  useEffect(() => {
    const { current } = body;
    if (current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const isSeen = entries.at(-1)?.isIntersecting === true;
        // Whoever is on a row of it stays there.
        if (!isSeen && current.contains(document.activeElement)) return;
        if (!isSeen) height.current = current.offsetHeight;
        setNear(isSeen);
      },
      { rootMargin: AHEAD },
    );
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  useWanted(body, () => setNear(true));
  if (isNear) return <tbody ref={body}>{children()}</tbody>;
  const room = height.current ?? rows * rowHeight;
  return (
    <tbody ref={body} data-undrawn>
      <tr aria-hidden="true" class="undrawn" style={{ height: `${room}px` }} />
    </tbody>
  );
}

/** Draws when it is asked to, and has the link taken that comes first on the way. */
function useWanted(body: RefObject<HTMLTableSectionElement>, draw: () => void): void {
  const [wanted, setWanted] = useState<number>();
  useEffect(() => {
    const onWanted = (event: Event): void => {
      if (event instanceof CustomEvent) setWanted(Number(event.detail));
      draw();
    };
    const { current } = body;
    current?.addEventListener(WANTED, onWanted);
    return () => current?.removeEventListener(WANTED, onWanted);
  }, []);
  useLayoutEffect(() => {
    if (wanted === undefined) return;
    const links = body.current?.querySelectorAll<HTMLElement>("[data-row-link]");
    const next = wanted > 0 ? links?.[0] : links?.[links.length - 1];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    setWanted(undefined);
  }, [wanted]);
}
