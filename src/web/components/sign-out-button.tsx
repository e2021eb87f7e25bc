import { useState } from "preact/hooks";
import { isSignedIn, signOut } from "../api/get.ts";

/** Only where a session let this browser in: other ways of signing in are ended where they began. */
export function SignOutButton() {
  const [failed, setFailed] = useState(false);
  if (!isSignedIn.value) return null;
  const leave = (): void =>
    void signOut().then(
      // Nothing that was read stays in the page.
      () => location.reload(),
      () => setFailed(true),
    );
  return (
    <button type="button" class="quiet" onClick={leave}>
      {failed ? "Not signed out: try again" : "Sign out"}
    </button>
  );
}
