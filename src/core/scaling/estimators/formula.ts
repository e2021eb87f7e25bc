import type { FORMULA_VARIABLES, ScalingPolicy } from "../../objective/scaling-policy.ts";
import type { Reading } from "../../objective/reading.ts";
import { burnOf } from "../decision/burn-of.ts";
import { type Fresh, fresh } from "../decision/fresh.ts";
import { capacityOf } from "../decision/capacity-of.ts";
import type { Inputs } from "../decision/inputs.ts";
import type { FormulaWindow, SloObservation } from "../decision/observation.ts";
import { compileFormula } from "./compile-formula.ts";
import { shown, shownReplicas } from "../decision/shown.ts";
import { type Estimator, refused } from "./estimator.ts";

type Variable = (typeof FORMULA_VARIABLES)[number];

/**
 * The author's own arithmetic in the place of demand and saturation.
 *
 * @param floor - answers for the schedule, so that a formula may name its floor
 */
export async function formulaEstimator(policy: ScalingPolicy, floor: Estimator): Promise<Estimator> {
  const { names, evaluate } = await compileFormula(policy.formula);
  const variables = VARIABLES.filter(([name]) => names.has(name));
  return {
    name: "formula",
    estimate: (inputs) => {
      const values: [string, number][] = [];
      for (const [name, valueOf] of variables) {
        const value = valueOf(inputs, floor);
        if (!value.ok) return refused(`${value.because}, which the formula names`);
        values.push([name, value.value]);
      }
      const replicas = evaluate(values);
      if (typeof replicas !== "number" || !Number.isFinite(replicas) || replicas < 0)
        return refused(`the formula yields ${String(replicas)}, expected a number of replicas`);
      const given = values.map(([name, value]) => `${name} ${shown(value)}`).join(", ");
      return {
        kind: "replicas",
        replicas,
        because: `the formula yields ${shownReplicas(replicas)}${given === "" ? "" : ` from ${given}`}`,
      };
    },
  };
}

type Resolve = (inputs: Inputs, floor: Estimator) => Fresh<number>;

const given = (value: number): Fresh<number> => ({ ok: true, value });

const BY_NAME: Readonly<Record<Variable, Resolve>> = {
  demand: (inputs) => reading(inputs, "demand", inputs.now.demand),
  backlog: (inputs) => reading(inputs, "backlog", inputs.now.backlog),
  drainWithin: ({ policy: { backlog } }) =>
    backlog === undefined ? { ok: false, because: "there is no backlog" } : given(backlog.drainWithin),
  capacity: ({ policy, now }) => capacityOf(policy, now),
  utilization: ({ policy }) => given(policy.capacity.utilization),
  saturation: (inputs) => reading(inputs, "saturation", inputs.now.saturation),
  saturationLimit: ({ policy: { saturation } }) =>
    saturation === undefined ? { ok: false, because: "there is no saturation" } : given(saturation.limit),
  replicas: (inputs) => {
    const replicas = fresh("the number of replicas", inputs.now.replicas, inputs.now.at, inputs.policy.stale.maxAge);
    return replicas.ok ? given(replicas.value.ready) : replicas;
  },
  floor: (inputs, floor) => {
    const estimate = floor.estimate(inputs);
    return given(estimate?.kind === "replicas" ? estimate.replicas : 0);
  },
  burn5m: burn("5m"),
  burn30m: burn("30m"),
  burn1h: burn("1h"),
  burn6h: burn("6h"),
  budgetLeft: (inputs) => worst(inputs, "the budget left", ({ budgetLeft }) => budgetLeft, Math.min),
  latencyRatio: (inputs) => worst(inputs, "the latency", ({ latencyRatio }) => latencyRatio, Math.max),
};

const isVariable = (name: string): name is Variable => Object.hasOwn(BY_NAME, name);

const VARIABLES = Object.keys(BY_NAME)
  .filter(isVariable)
  .map((name) => [name, BY_NAME[name]] as const);

const reading = ({ now, policy }: Inputs, name: string, found: Reading<number> | undefined): Fresh<number> =>
  found === undefined ? { ok: false, because: `there is no ${name}` } : fresh(name, found, now.at, policy.stale.maxAge);

function burn(window: FormulaWindow): Resolve {
  return (inputs) => worst(inputs, `the burn over ${window}`, (slo) => burnOf(slo, window, inputs.now.at), Math.max);
}

/** Of several SLOs the worst counts; one without a number hides what it may be. */
function worst(
  { now, policy }: Inputs,
  name: string,
  of: (slo: SloObservation) => Reading<number> | undefined,
  choose: (...values: readonly number[]) => number,
): Fresh<number> {
  const values: number[] = [];
  for (const slo of now.slos) {
    const found = of(slo);
    if (found === undefined) continue;
    const value = fresh(`${name} of ${slo.slo}`, found, now.at, policy.stale.maxAge);
    if (!value.ok) return value;
    values.push(value.value);
  }
  return values.length === 0 ? { ok: false, because: `no SLO tells ${name}` } : given(choose(...values));
}
