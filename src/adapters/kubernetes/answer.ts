import { ApiException } from "@kubernetes/client-node";

/** How the API server answered. */
export type Answer<Value> =
  | { readonly kind: "answered"; readonly value: Value }
  | { readonly kind: "failed"; readonly status: number | undefined; readonly message: string };

/** Makes an answer of what a call of the client came to. */
export async function answerOf<Value>(call: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { kind: "answered", value: await call };
  } catch (error) {
    return {
      kind: "failed",
      status: statusOf(error),
      message: messageOf(error),
    };
  }
}

/** The HTTP status of an answer that is a failure; undefined when there was no answer. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof ApiException) return error.code;
  // A watch fails with a plain error that carries the status.
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

/** The API server's own words where it has answered, and what kept it from answering where not. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiException) return statusMessage(error.body) ?? `HTTP status ${error.code}`;
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** The client leaves the body of a failure as it was sent. */
function statusMessage(body: unknown): string | undefined {
  const status = typeof body === "string" ? parsed(body) : body;
  if (typeof status !== "object" || status === null || !("message" in status)) return undefined;
  return typeof status.message === "string" ? status.message : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
