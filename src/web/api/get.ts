import type { ProblemView } from "../../service/http/view.ts";
import { signal } from "@preact/signals";
import { BASE } from "../base.ts";

/** What the service answered instead of data, or that it did not answer at all. */
export class ApiFault extends Error {
  /** The HTTP status; undefined where nobody answered. */
  readonly status: number | undefined;
  readonly remedy: string;

  constructor(problem: string, remedy: string, status?: number) {
    super(problem);
    this.status = status;
    this.remedy = remedy;
  }
}

const UNAUTHORIZED = 401;
/** Whoever does not answer for so long does not answer. */
const PATIENCE_MS = 20_000;

type Query = Readonly<Record<string, string | number | undefined>>;

/** Whether the service asks who reads it, and was not told. */
export const asksForToken = signal(false);

/** Whether this browser was let in by a session, which can be ended. */
export const isSignedIn = signal(false);

/** Asks the API. The type is what the service's own document promises. @throws ApiFault */
export async function apiGet<T>(path: string, query: Query = {}): Promise<T> {
  const response = await answerTo(path, query);
  // The service holds its answers to the same types.
  return response.json() as Promise<T>;
}

/** The same for what is no JSON, or is to be shown as it is. @throws ApiFault */
export async function apiText(path: string): Promise<string> {
  const response = await answerTo(path, {});
  return response.text();
}

async function answerTo(path: string, query: Query): Promise<Response> {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  const search = asked.size === 0 ? "" : `?${asked}`;
  const response = await fetch(`${BASE}/api/v1${path}${search}`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => undefined);
  if (response === undefined)
    throw new ApiFault("Headroom does not answer", "see whether the service runs; this page tries again by itself");
  asksForToken.value = response.status === UNAUTHORIZED;
  isSignedIn.value = response.headers.has("headroom-session");
  if (!response.ok) throw await faultOf(response);
  return response;
}

async function faultOf(response: Response): Promise<ApiFault> {
  const told = (await response.json().catch(() => ({}))) as Partial<ProblemView>;
  return new ApiFault(
    told.problem ?? `the answer is HTTP ${response.status}`,
    told.remedy ?? "see the log of the service",
    response.status,
  );
}

/** Changes the token for a session. @throws ApiFault where it is not the right one */
export async function signIn(token: string): Promise<void> {
  const response = await fetch(`${BASE}/session`, { method: "POST", body: new URLSearchParams({ token }) });
  if (!response.ok) throw await faultOf(response);
}

/** Ends the session, for this browser and for whoever else has its cookie. @throws ApiFault */
export async function signOut(): Promise<void> {
  const response = await fetch(`${BASE}/session`, { method: "DELETE" });
  if (!response.ok) throw await faultOf(response);
}
