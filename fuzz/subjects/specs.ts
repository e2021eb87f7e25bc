import fc from "fast-check";
import { generatedSpec, type GeneratedSpec } from "../generated-spec.ts";
import { type Promtool, promtools } from "../promtools.ts";
import { refusedFiles } from "../refused-files.ts";
import { smallest } from "../smallest.ts";
import { spec } from "../spec-generator.ts";
import type { Failure, Outcome } from "../subject.ts";

const SPECS = 120;
/** A story plays up to an hour of alerts, which takes promtool a second; rules alone are checked at once. */
const MOST_STORIES = 16;
const MOST_SHRUNK = 1;

/** What a spec is held against: a promtool that loads its rules, or one that also plays a story of its tests. */
interface Trial {
  readonly tool: Promtool;
  readonly story: string | undefined;
}

interface Found extends Failure {
  /** Undefined for what went wrong before any promtool. */
  readonly trial: Trial | undefined;
}

/** Specs that `check` lets pass: what is generated of them loads, and its own tests hold. */
export async function fuzzSpecs(seed: number): Promise<Outcome> {
  const inputs = fc.sample(spec, { numRuns: SPECS, seed });
  const generated = await Promise.all(inputs.map(generatedSpec));
  const crashes = generated.flatMap((one): Found[] =>
    one.kind === "crashed" ? [{ input: one.input, problem: one.problem, trial: undefined }] : [],
  );
  const passed = generated.filter((one) => one.kind === "generated");
  const found = [...crashes];
  for (const tool of await promtools()) {
    const trials = passed.filter((one) => isFor(tool, one)).map((one) => ({ one, story: undefined }));
    found.push(...(await tryAll(tool, trials)), ...(await tryAll(tool, chosenStories(passed, tool, seed))));
  }
  const failures: Failure[] = [];
  for (const [at, each] of found.entries()) failures.push(at < MOST_SHRUNK ? await shrunk(each) : each);
  return { tried: inputs.length, failures };
}

/** What needs a newer Prometheus is told as a warning: version 2 may refuse it. */
const isFor = ({ version }: Promtool, { isNewer }: GeneratedSpec): boolean => version === 3 || !isNewer;

interface Chosen {
  readonly one: GeneratedSpec;
  readonly story: string | undefined;
}

/** One story of each spec, told to one promtool: another one and another promtool in the next round. */
const chosenStories = (passed: readonly GeneratedSpec[], tool: Promtool, seed: number): readonly Chosen[] =>
  passed
    .filter(({ stories }) => stories.size > 0)
    .filter((one, at) => isFor(tool, one) && (one.isNewer || (at + seed) % 2 === tool.version % 2))
    .slice(0, MOST_STORIES / 2)
    .map((one, at) => ({ one, story: [...one.stories.keys()][(at + seed) % one.stories.size] }));

async function tryAll(tool: Promtool, chosen: readonly Chosen[]): Promise<readonly Found[]> {
  if (chosen.length === 0) return [];
  const refused = await refusedFiles(
    tool,
    chosen.map(({ one, story }) => ({
      rules: one.rules,
      tests: story === undefined ? undefined : one.stories.get(story),
    })),
  );
  return chosen.flatMap(({ one, story }, at) => {
    const why = refused.get(at);
    return why === undefined
      ? []
      : [{ input: one.input, problem: `promtool ${tool.version}: ${why}`, trial: { tool, story } }];
  });
}

async function shrunk({ input, problem, trial }: Found): Promise<Failure> {
  const least = await smallest(input, lines, async (text) => (await problemOf(text, trial)) !== undefined);
  return { input: least, problem: (await problemOf(least, trial)) ?? problem };
}

async function problemOf(input: string, trial: Trial | undefined): Promise<string | undefined> {
  const one = await generatedSpec(input);
  if (one.kind === "crashed") return trial === undefined ? one.problem : undefined;
  if (one.kind !== "generated" || trial === undefined || !isFor(trial.tool, one)) return undefined;
  if (trial.story !== undefined && !one.stories.has(trial.story)) return undefined;
  const [found] = await tryAll(trial.tool, [{ one, story: trial.story }]);
  return found?.problem;
}

const lines = (text: string): readonly string[] => text.match(/.*\n|.+$/g) ?? [];
