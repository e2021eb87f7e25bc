import fc from "fast-check";
import { checkExpression } from "../../src/core/promql/check-expression.ts";
import { promql } from "../promql-generator.ts";
import { type Promtool, promtools, refusedQueries } from "../promtools.ts";
import { smallest } from "../smallest.ts";
import type { Failure, Outcome } from "../subject.ts";

const QUERIES = 3000;
/** Each costs some calls of promtool; more of one kind say nothing new. */
const MOST_SHRUNK = 5;

/** What needs a newer Prometheus is told as a warning: version 2 may refuse it. */
const NEWER = new Set(["promql-utf8-name", "promql-experimental"]);

/** Queries that `check` lets pass and a promtool refuses. */
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

async function differences(queries: readonly string[], tools: readonly Promtool[]): Promise<readonly Failure[]> {
  const passed = queries.flatMap((query) => {
    const faults = checkExpression(query);
    if (faults.some(({ severity }) => severity === "error")) return [];
    return [{ query, isNewer: faults.some(({ code }) => NEWER.has(code)) }];
  });
  if (passed.length === 0) return [];
  const refusals = await Promise.all(
    tools.map(async (tool) => ({
      tool,
      refused: await refusedQueries(
        tool,
        passed.map(({ query }) => query),
      ),
    })),
  );
  return passed.flatMap(({ query, isNewer }, i) =>
    refusals.flatMap(({ tool: { version }, refused }) => {
      const why = refused.get(i);
      if (why === undefined || (isNewer && version === 2)) return [];
      return [{ input: query, problem: `check passes it, promtool ${version} says: ${why}` }];
    }),
  );
}
