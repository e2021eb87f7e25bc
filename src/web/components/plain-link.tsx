import type { ComponentChildren, JSX } from "preact";
import { useLocation } from "wouter-preact";
import { BASE } from "../base.ts";

interface Props extends JSX.HTMLAttributes<HTMLAnchorElement> {
  /** Below the path that the service is reached under. */
  readonly to: string;
  readonly children: ComponentChildren;
}

/** A link without a listener of its own, for long lists: {@link useFollowLinks} follows those of all rows. */
export const PlainLink = ({ to, children, ...more }: Props) => (
  <a {...more} href={`${BASE}${to}`}>
    {children}
  </a>
);

/** What to listen to clicks with, around plain links: those that a browser would follow here are followed by the pages. */
export function useFollowLinks(): (event: MouseEvent) => void {
  const [, navigate] = useLocation();
  return (event) => {
    const isOther = event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (event.defaultPrevented || isOther || link === null || link.origin !== location.origin) return;
    event.preventDefault();
    navigate(link.pathname.slice(BASE.length) + link.search);
  };
}
