import { request } from "undici";
import type { z } from "zod";
import { fetchSecret } from "../adapters/settings/secret.ts";
import { problemView } from "../service/http/view.ts";

/** A running `headroom serve`, and how it is asked. */
export interface ServiceAddress {
  readonly url: string;
  readonly tokenFile: string | undefined;
}

export const USUAL_URL = "http://127.0.0.1:8080";

/**
 * Asks a running service.
 *
 * @param otherwise - what else to do where none runs
 * @throws Error with what to do when it does not answer as one
 */
export async function askService<Schema extends z.ZodType>(
  { url, tokenFile }: ServiceAddress,
  path: string,
  schema: Schema,
  otherwise: string,
): Promise<z.output<Schema>> {
  const authorization =
    tokenFile === undefined ? {} : { authorization: `Bearer ${(await fetchSecret(tokenFile)).reveal()}` };
  const answer = await request(new URL(path, url.endsWith("/") ? url : `${url}/`), {
    headers: { accept: "application/json", ...authorization },
    headersTimeout: 5_000,
    bodyTimeout: 5_000,
  }).catch((cause: unknown) => {
    throw new Error(`no headroom answers at ${url}; ${otherwise}`, { cause });
  });
  const body: unknown = await answer.body.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  if (answer.statusCode === 200 && parsed.success) return parsed.data;
  const problem = problemView.safeParse(body);
  throw new Error(
    problem.success
      ? `${problem.data.problem}; ${problem.data.remedy}`
      : `${url} answers with HTTP ${answer.statusCode}, but not as headroom does; give the address of headroom serve`,
  );
}
