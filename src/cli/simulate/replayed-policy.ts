import type { Objective, Service } from "../../core/objective/objective.ts";
import type { ScalingPolicy } from "../../core/objective/scaling-policy.ts";
import { parseSpecs } from "../../core/spec/parse-specs.ts";
import { ratio } from "../../core/units/ratio.ts";
import { fetchSpecs } from "../fetch-specs.ts";
import { hasErrors, showProblems } from "../show-problems.ts";
import { UsageError } from "../usage-error.ts";

/** A scaling block and the target that it is judged by. */
export interface Replayed {
  readonly policy: ScalingPolicy;
  /** The share of good requests that is promised, 0..1. */
  readonly target: number;
  /** The first SLO that the block names; undefined where it names none. */
  readonly objective: Objective | undefined;
  /** The name of the Prometheus that its service is asked at. */
  readonly source: string;
}

/** What is replayed where no spec is given: the usual settings, with room for any load. */
const USUAL = `
version: headroom/v1
service: simulated
slos:
  - name: good
    target: 99.9%
    events: {total: requests_total, bad: 'requests_total{code=~"5.."}'}
scaling:
  - name: simulated
    target: Deployment/simulated
    slos: [good]
    demand: sum(rate(requests_total[30s]))
    capacity: {perReplica: 50}
    limits: {min: 2, max: 10000}
`;

/** The block to replay. @throws UsageError where it cannot be told which, or the specs have errors */
export async function replayedPolicy(spec: string | undefined, scaling: string | undefined): Promise<Replayed> {
  const services = spec === undefined ? (await parseSpecs([{ file: "", text: USUAL }])).services : await read(spec);
  const all = services.flatMap((service) => service.scaling.map((policy) => ({ service, policy })));
  const found = scaling === undefined ? all : all.filter(({ policy }) => policy.name === scaling);
  const [only, other] = found;
  const names = all.map(({ policy }) => policy.name).join(", ");
  if (only === undefined)
    throw new UsageError(
      scaling === undefined ? `${spec} has no scaling block` : `there is no scaling ${scaling}; there are ${names}`,
    );
  if (other !== undefined) throw new UsageError(`there are several scaling blocks; add --scaling with one of ${names}`);
  const objective = only.service.objectives.find(({ slo }) => slo === only.policy.slos[0]);
  return {
    policy: only.policy,
    // The model has one kind of bad requests.
    target: objective?.target ?? ratio(0.999),
    objective,
    source: only.service.source,
  };
}

async function read(path: string): Promise<readonly Service[]> {
  const { services, diagnostics, sources } = await fetchSpecs([path]);
  if (!hasErrors(diagnostics)) return services;
  process.stderr.write(showProblems(diagnostics, sources, "text", process.stderr));
  throw new UsageError(`the specs of ${path} have errors; headroom check ${path} shows them`);
}
