import fc from "fast-check";
import { checkExpression } from "../../src/core/promql/check-expression.ts";
import { promql } from "../promql-generator.ts";
import { type Promtool, promtools } from "../promtools.ts";
import { type QueryRefusals, refusedQueries } from "../refused-queries.ts";
import { smallest } from "../smallest.ts";
import type { Failure, Outcome } from "../subject.ts";

const QUERIES = 4000;
/** Each costs some calls of promtool; more of one kind say nothing new. */
const MOST_SHRUNK = 5;

/** What needs a newer Prometheus is told as a warning: version 2 may refuse it. */
const NEWER = new Set(["promql-utf8-name", "promql-experimental"]);

/** Findings about what a query would mean, which Prometheus takes and an SLO had better not. */
const ABOUT_MEANING = new Set(["promql-comment", "promql-cost", "promql-mask", "promql-no-metric", "promql-template"]);
/** A rule may record a number, and an alert needs a vector. */
const OF_THE_WHOLE = /^the query yields /;

/** Queries of which `check` says other than promtool: passed and refused, or refused by both and working in both. */
export async function fuzzPromql(seed: number): Promise<Outcome> {
  const queries = [...new Set(fc.sample(promql, { numRuns: QUERIES, seed }))];
  const tools = await promtools();
  const failures = await differences(queries, tools);
  const shrunk: Failure[] = [];
  for (const { input } of failures.slice(0, MOST_SHRUNK)) {
    const least = await smallest(input, tokens, async (text) => (await differences([text], tools)).length > 0);
    shrunk.push(...(await differences([least], tools)));
  }
  return { tried: queries.length, failures: [...shrunk, ...failures.slice(MOST_SHRUNK)] };
}

const tokens = (text: string): readonly string[] => text.match(/\w+|\s+|"(?:\\.|[^"\\])*"|[^]/gu) ?? [];

interface Said {
  readonly version: Promtool["version"];
  readonly refused: QueryRefusals;
}

async function differences(queries: readonly string[], tools: readonly Promtool[]): Promise<readonly Failure[]> {
  const said = await Promise.all(
    tools.map(async (tool): Promise<Said> => ({ version: tool.version, refused: await refusedQueries(tool, queries) })),
  );
  return queries.flatMap((query, at) => {
    const problem = difference(query, at, said);
    return problem === undefined ? [] : [{ input: query, problem }];
  });
}

function difference(query: string, at: number, said: readonly Said[]): string | undefined {
  const findings = checkExpression(query);
  const errors = findings.filter(({ severity }) => severity === "error");
  const isNewer = findings.some(({ code }) => NEWER.has(code));
  const refusals = said.flatMap(({ version, refused: { notLoaded, notEvaluated } }) => {
    const why = notLoaded.get(at) ?? notEvaluated.get(at);
    return why === undefined ? [] : [{ version, why }];
  });
  const [error] = errors;
  if (error !== undefined) {
    const isOfMeaning = errors.some(({ code, problem }) => ABOUT_MEANING.has(code) || OF_THE_WHOLE.test(problem));
    if (refusals.length > 0 || isOfMeaning) return undefined;
    return `check refuses it: ${error.problem}; it loads and evaluates in each promtool`;
  }
  const refusal = refusals.find(({ version }) => version === 3 || !isNewer);
  return refusal === undefined ? undefined : `check passes it, promtool ${refusal.version} says: ${refusal.why}`;
}
