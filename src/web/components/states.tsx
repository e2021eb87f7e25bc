import { ApiFault } from "../api/get.ts";

/** While nothing is known yet. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="notice" role="status">
      Loading {what} …
    </p>
  );
}

/** Why there is nothing to show, and what to do. */
export function Failed({ error }: { readonly error: unknown }) {
  const [problem, remedy] =
    error instanceof ApiFault
      ? [error.message, error.remedy]
      : ["this page has a fault", error instanceof Error ? error.message : String(error)];
  return (
    <div class="notice failed" role="alert">
      <strong>{problem}</strong>
      <p>{remedy}</p>
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
