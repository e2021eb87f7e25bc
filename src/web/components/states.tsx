import { ApiFault } from "../api/get.ts";
import { printMoment } from "./moment.ts";

/** While nothing is known yet. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="notice" role="status">
      Loading {what} …
    </p>
  );
}

interface FailedProps {
  readonly error: unknown;
  /** When what is shown all the same was asked for, milliseconds since the epoch. */
  readonly shownSince?: number;
}

/** Why there is nothing to show, or nothing new, and what to do. */
export function Failed({ error, shownSince }: FailedProps) {
  const [problem, remedy] =
    error instanceof ApiFault
      ? [error.message, error.remedy]
      : ["this page has a fault", error instanceof Error ? error.message : String(error)];
  return (
    <div class="notice failed" role="alert">
      <strong>{problem}</strong>
      <p>{remedy}</p>
      {shownSince === undefined ? null : (
        <p>
          What is shown is of{" "}
          <time dateTime={new Date(shownSince).toISOString()}>{printMoment(shownSince, Date.now())}</time>.
        </p>
      )}
    </div>
  );
}

/** Nothing is there, which is no failure. */
export function Empty({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div class="notice">
      <strong>{title}</strong>
      <p>{text}</p>
    </div>
  );
}
