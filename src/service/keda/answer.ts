/** Why there is no answer, by the names that gRPC has for it. */
export type RefusalCode = "INVALID_ARGUMENT" | "NOT_FOUND" | "UNAVAILABLE" | "RESOURCE_EXHAUSTED";

/** Why there is no answer, and what to do about it where the caller can. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly message: string;
}

/** What a call is answered with. */
export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

export const refusal = (code: RefusalCode, message: string): Refusal => ({ ok: false, code, message });

/** Long enough for every name that a spec may have. */
const LONGEST_SHOWN = 100;

/** What a caller sent, as it is shown to them: messages travel in a header, which has no room for much. */
export const shown = (text: string): string =>
  JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text);
