import { request } from "undici";
import { fetchSecret } from "../../adapters/settings/secret.ts";
import { problemView, sloListView, type SloListView } from "../../service/http/view.ts";
import { SPARKLINE_POINTS } from "./sparkline-points.ts";

/** Asks a running service. @throws Error with what to do when it does not answer as one */
export async function fromService(url: string, tokenFile: string | undefined): Promise<SloListView> {
  const authorization =
    tokenFile === undefined ? {} : { authorization: `Bearer ${(await fetchSecret(tokenFile)).reveal()}` };
  const answer = await request(
    new URL(`api/v1/slos?sparkline=${SPARKLINE_POINTS}`, url.endsWith("/") ? url : `${url}/`),
    { headers: { accept: "application/json", ...authorization }, headersTimeout: 5_000, bodyTimeout: 5_000 },
  ).catch((cause: unknown) => {
    throw new Error(
      `no headroom answers at ${url}; start one with headroom serve, or compute once with headroom status --prometheus URL`,
      { cause },
    );
  });
  const body: unknown = await answer.body.json().catch(() => undefined);
  const list = sloListView.safeParse(body);
  if (answer.statusCode === 200 && list.success) return list.data;
  const problem = problemView.safeParse(body);
  throw new Error(
    problem.success
      ? `${problem.data.problem}; ${problem.data.remedy}`
      : `${url} answers with HTTP ${answer.statusCode}, but not as headroom does; give the address of headroom serve`,
  );
}
