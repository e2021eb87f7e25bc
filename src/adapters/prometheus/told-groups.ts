import { z } from "zod";
import type { ToldGroup, ToldRule } from "../../core/rules/told-group.ts";
import { instant, type Instant } from "../../core/units/instant.ts";
import { type Heard, invalid, isRecord, list, parseData } from "./answer.ts";
import type { RawAnswer } from "./transport.ts";

/** What was not evaluated yet is dated in the year 1 by some servers, and not at all by others. */
const moment = z
  .string()
  .optional()
  .transform((text): Instant | undefined => {
    const ms = text === undefined ? Number.NaN : Date.parse(text);
    return ms > 0 ? instant(ms) : undefined;
  });

const labels = z.record(z.string(), z.string()).nullish();

const toldRule = z.object({
  type: z.enum(["alerting", "recording"]),
  name: z.string(),
  labels,
  health: z.string().default("unknown"),
  lastError: z.string().optional(),
  lastEvaluation: moment,
  evaluationTime: z.number().optional(),
  state: z.enum(["inactive", "pending", "firing"]).optional().catch(undefined),
  alerts: z.array(z.object({ state: z.string() })).nullish(),
});

const toldGroup = z.object({
  name: z.string(),
  lastEvaluation: moment,
  evaluationTime: z.number().optional(),
  rules: z.array(toldRule).nullish(),
});

/**
 * The groups of these names in an answer of `/api/v1/rules`, which may hold all that are loaded.
 *
 * @throws PrometheusError as all readers of answers do
 */
export function parseGroups(answer: RawAnswer, names: ReadonlySet<string>): Heard<readonly ToldGroup[]> {
  const { value: data, remarks } = parseData(answer);
  if (!isRecord(data)) throw invalid("the answer holds no rule groups");
  const wanted = list(data["groups"] ?? []).filter((group) => isRecord(group) && names.has(String(group["name"])));
  const parsed = z.array(toldGroup).safeParse(wanted);
  if (!parsed.success) throw invalid(`a rule group is not as Prometheus tells of it: ${parsed.error.message}`);
  return { value: parsed.data.map(toGroup), remarks };
}

const toGroup = ({ name, lastEvaluation, evaluationTime, rules }: z.output<typeof toldGroup>): ToldGroup => ({
  name,
  lastEvaluation,
  evaluationSeconds: evaluationTime,
  rules: (rules ?? []).map(toRule),
});

const toRule = (rule: z.output<typeof toldRule>): ToldRule => ({
  kind: rule.type === "alerting" ? "alert" : "record",
  name: rule.name,
  labels: rule.labels ?? {},
  health: rule.health,
  lastError: rule.lastError === "" ? undefined : rule.lastError,
  lastEvaluation: rule.lastEvaluation,
  evaluationSeconds: rule.evaluationTime,
  state: rule.type === "alerting" ? rule.state : undefined,
  firing: (rule.alerts ?? []).filter(({ state }) => state === "firing").length,
});
