import { useState } from "preact/hooks";
import { signIn } from "../api/get.ts";
import { Failed } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";

/** Where the service asks who reads it: the token of its settings, for a session of this browser. */
export function SignIn() {
  useTitle("Sign in");
  const [token, setToken] = useState("");
  const [error, setError] = useState<unknown>();
  const [isTrying, setTrying] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTrying(true);
    try {
      await signIn(token);
      location.reload();
    } catch (fault) {
      setError(fault);
      setTrying(false);
    }
  };
  return (
    <form class="notice" onSubmit={(event) => void submit(event)}>
      <h1>Sign in</h1>
      <p>Headroom asks who reads it: give the token of its --token-file.</p>
      {error === undefined ? null : <Failed error={error} />}
      <div class="controls">
        <label>
          Token{" "}
          <input
            type="password"
            autocomplete="current-password"
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={isTrying || token === ""}>
          {isTrying ? "Signing in …" : "Sign in"}
        </button>
      </div>
    </form>
  );
}
