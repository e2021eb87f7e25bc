import fc from "fast-check";
import { stringify } from "yaml";
import { mostly } from "./mostly.ts";
import { promql } from "./promql-generator.ts";
import { hostileText, mutated } from "./texts.ts";

/** Of a type that nobody expects where it stands. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1.5, Infinity, "", [], {}, [[]], [null], { a: { b: [] } }, new Date(0)),
  hostileText,
  fc.dictionary(hostileText, hostileText, { maxKeys: 3 }),
);
const or = (usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => mostly<unknown>(usual, odd);

const rule = or(
  fc.record(
    {
      alert: or(hostileText),
      record: or(fc.constant("a:b")),
      expr: or(promql),
      for: or(fc.constantFrom("5m", "", "x")),
      labels: or(
        fc.dictionary(
          fc.oneof(fc.constantFrom("severity", "toString", "__proto__", "page"), hostileText),
          or(hostileText),
          { maxKeys: 3 },
        ),
      ),
      annotations: or(fc.dictionary(hostileText, hostileText, { maxKeys: 2 })),
    },
    { requiredKeys: ["expr"] },
  ),
);
const group = or(
  fc.record(
    {
      name: or(hostileText),
      labels: or(fc.constantFrom({ severity: "page" }, { team: "a" })),
      rules: or(fc.array(rule, { maxLength: 4 })),
    },
    { requiredKeys: ["rules"] },
  ),
);
const groups = fc.record({ groups: or(fc.array(group, { maxLength: 3 })) });

const trigger = fc.record(
  {
    type: or(fc.constantFrom("prometheus", "cpu", "external-push", "metrics-api", "external")),
    metricType: or(fc.constantFrom("AverageValue", "Value")),
    metadata: or(
      fc.dictionary(fc.constantFrom("query", "threshold", "scalerAddress", "url", "metric"), or(promql), {
        maxKeys: 4,
      }),
    ),
  },
  { requiredKeys: ["type"] },
);
const metric = fc.record({
  type: or(fc.constantFrom("External", "Resource", "Object", "Pods")),
  external: or(
    fc.record({
      metric: or(fc.record({ name: or(fc.constantFrom("slo_required_replicas", "slo_burn_rate")) })),
      target: or(fc.constant({ type: "Value", value: "1" })),
    }),
  ),
  resource: or(fc.constant({ name: "cpu", target: { type: "Utilization", averageUtilization: 80 } })),
});
const autoscaler = fc.oneof(
  fc.record({
    kind: fc.constant("HorizontalPodAutoscaler"),
    metadata: or(fc.constant({ name: "a", namespace: "b" })),
    spec: or(
      fc.record({
        scaleTargetRef: or(fc.constant({ kind: "Deployment", name: "x" })),
        minReplicas: or(fc.constant(3)),
        maxReplicas: or(fc.constant(9)),
        metrics: or(fc.array(or(metric), { maxLength: 2 })),
      }),
    ),
  }),
  fc.record({
    kind: fc.constant("ScaledObject"),
    metadata: or(fc.constant({ name: "a" })),
    spec: or(
      fc.record({
        scaleTargetRef: or(fc.constant({ name: "x" })),
        triggers: or(fc.array(or(trigger), { maxLength: 2 })),
      }),
    ),
  }),
);

/** What rules and autoscalers stand in. */
const document = fc.oneof(
  { weight: 3, arbitrary: groups },
  { weight: 1, arbitrary: groups.map((spec) => ({ kind: "PrometheusRule", metadata: { name: "a" }, spec })) },
  { weight: 1, arbitrary: groups.map((spec) => ({ kind: "List", items: [{ kind: "PrometheusRule", spec }, spec] })) },
  {
    weight: 1,
    arbitrary: groups.map((file) => ({
      kind: "ConfigMap",
      data: { "a.yaml": stringify(file), b: JSON.stringify(file) },
    })),
  },
  { weight: 2, arbitrary: autoscaler },
  { weight: 1, arbitrary: odd },
);

const times = fc.constantFrom(2, 60, 63, 64, 65, 70, 500, 5000);

/** Depth of every kind, and references of every kind: also to what they stand in, and many of many. */
const trap: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(fc.constantFrom("[", "{a: ", "- ", "? ", "- - ", "{[", "a: {", "&a [", "!!map {", "[[], "), times)
    .map(([part, many]) => part.repeat(many)),
  times.map((many) => Array.from({ length: Math.min(many, 500) }, (_, i) => `${" ".repeat(i)}a:\n`).join("")),
  times.map((many) => `a: "${"x".repeat(many * 20)}"\n`),
  times.map((many) => `groups: [{rules: [{alert: a, expr: "${"(".repeat(many)}x"}]}]\n`),
  fc.constantFrom(
    "&a [*a]\n",
    "&a {<<: *a, groups: *a}\n",
    "groups: &g [{rules: *g}]\n",
    "a: &r [{alert: a, expr: up, labels: {severity: page}}]\ngroups: [{rules: *r}, {rules: *r, labels: {severity: page}}]\n",
    "x: &l {severity: page}\ngroups: [{rules: [{alert: a, expr: node_load1, labels: {<<: *l}}]}]\n",
    "x: &l {severity: page}\ngroups: [{rules: [{alert: a, expr: node_load1, labels: {<<: [*l, *l, *none, 5]}}]}]\n",
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
    "? {groups: [{rules: [{alert: a, expr: x}]}]}\n: y\n",
    "groups: [{rules: [{? alert : a, ? expr : x, alert: b}]}]\n",
    "%YAML 1.1\n---\n!!binary aGk=\n",
    "!!omap [a: b]\n",
    "groups:\n- rules:\n  - alert: a\n    expr: |2-\n       x >\n\n        1\n    labels: {severity: page}\n",
    "groups:\n- rules:\n  - alert: a\n    expr: >+\n      node_memory\n      > 1\n\n    labels: {severity: page}\n",
    "{{- if .Values.x }}\ngroups: []\n{{- end }}\n",
    "\ufeffgroups: [{rules: [{alert: a, expr: (}]}]\r\n",
  ),
);

const piece = fc.oneof(
  { weight: 3, arbitrary: document.map((value) => stringify(value)) },
  { weight: 1, arbitrary: trap },
);

/** YAML of rules and autoscalers of any origin, whole and broken. */
export const ruleFile: fc.Arbitrary<string> = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.constantFrom("---\n", "...\n", "\n", "--- \r\n"))
  .map(([pieces, between]) => pieces.join(between))
  .chain(mutated);
