import { Link } from "wouter-preact";
import { useTitle } from "../components/use-title.ts";

export function NotFound() {
  useTitle("Not found");
  return (
    <div class="notice">
      <h1>There is no such page</h1>
      <p>
        <Link href="/">All SLOs</Link>
      </p>
    </div>
  );
}
