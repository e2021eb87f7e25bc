import { useEffect, useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { asksForToken } from "../api/get.ts";
import { heard } from "../api/live.ts";
import { printDuration } from "../../core/budget/print.ts";
import { SignOutButton } from "./sign-out-button.tsx";
import { ThemeButton } from "./theme-button.tsx";

/** Steps are half a minute by default; nothing heard for three of them is worth a warning. */
const STALE_SECONDS = 90;

const PAGES = [
  ["/", "SLOs"],
  ["/scaling", "Scaling"],
  ["/rules", "Rules"],
] as const;

export function TopBar() {
  const [location] = useLocation();
  return (
    <header class="top">
      <Link href="/" class="brand">
        Headroom
      </Link>
      <nav aria-label="Pages">
        {PAGES.map(([path, title]) => (
          <Link key={path} href={path} aria-current={location === path ? "page" : undefined}>
            {title}
          </Link>
        ))}
      </nav>
      <Freshness />
      <ThemeButton />
      <SignOutButton />
    </header>
  );
}

/** How old what is shown is, in words that change before anybody is misled. */
function Freshness() {
  const seconds = useSecondsSince(heard.value.at);
  // It does answer: it asks who reads it.
  if (asksForToken.value) return <span class="freshness">signed out</span>;
  if (!heard.value.isConnected)
    return (
      <span class="freshness stale" role="status">
        ◌ Headroom does not answer{seconds === undefined ? "" : `; shown as of ${printDuration(seconds)} ago`}
      </span>
    );
  if (seconds === undefined) return <span class="freshness">waiting for the first evaluation</span>;
  const isStale = seconds > STALE_SECONDS;
  return (
    <span class={isStale ? "freshness stale" : "freshness"} role={isStale ? "status" : undefined}>
      {isStale ? "◌ nothing new for " : "updated "}
      {printDuration(seconds)}
      {isStale ? "" : " ago"}
    </span>
  );
}

function useSecondsSince(at: number | undefined): number | undefined {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return at === undefined ? undefined : Math.max(0, Math.round((now - at) / 1000));
}
