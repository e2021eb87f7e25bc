import { describe, expect, it } from "vitest";
import { lintRules } from "../../../../src/core/rules/lint/lint.ts";

const found = (text: string): readonly string[] =>
  lintRules([{ file: "r.yaml", text }]).diagnostics.map(
    ({ code, line, column, problem }) => `${line}:${column} ${code} ${problem.replace(/ pages on .*/, "")}`,
  );

describe("rules of a file", () => {
  it("carry the labels of their group, and their own before these", () => {
    const text = `groups:
  - name: nodes
    labels: {severity: critical}
    rules:
      - {alert: Busy, expr: node_load1 > 3}
      - {alert: Calm, expr: node_load1 > 3, labels: {severity: ticket}}
`;
    expect(found(text)).toEqual(["5:29 page-on-cause Busy"]);
  });

  it("are read through anchors, aliases and merge keys", () => {
    const text = `x-page: &page {severity: page}
x-rule: &busy
  expr: &load node_load1 > 3
  alert: Busy
x-rules: &rules
  - {alert: Full, expr: node_filesystem_avail_bytes < 9}
groups:
  - rules:
      - {<<: *busy, labels: *page}
      - {<<: [*busy, {labels: {severity: critical}}], alert: Merged}
      - {alert: Named, expr: *load, labels: {<<: *page, team: a}}
      - {alert: Own, expr: *load, labels: {<<: *page, severity: ticket}}
      - {alert: Nobody, expr: *nowhere}
  - {labels: *page, rules: *rules}
  - {labels: {severity: ticket}, rules: *rules}
`;
    expect(found(text)).toEqual([
      "13:17 rule-without-query Nobody has no query",
      "3:15 page-on-cause Busy",
      "3:15 page-on-cause Merged",
      "3:15 page-on-cause Named",
      "6:25 page-on-cause Full",
    ]);
  });

  it("end where aliases go in a ring", () => {
    expect(found("groups: &a\n  - rules: [{alert: A, expr: up}, *a]\n    more: *a\n    <<: *a\n")).toEqual([
      "2:21 nothing-pages the one alert does not page, so nothing was judged: a page carries severity=page or critical",
    ]);
  });

  it("are read in ConfigMaps, in lists of them, and in values of a chart, at their places in the file", () => {
    const text = `kind: List
items:
  - kind: ConfigMap
    data:
      a.yml: |-
        # rules
        groups:
          - name: n
            rules:
              - alert: Busy
                expr: |
                  node_load1
                    > 3
                labels: {severity: page}
      b.yml: "groups:\\n- rules:\\n  - alert: Full\\n    expr: node_load5 > 3\\n    labels: {severity: page}\\n"
      c.json: >-
        {"groups": [{"rules": [{"alert": "Deep", "expr": "sum("}]}]}
      readme: 'of the groups: each alert: has a rule'
---
serverFiles:
  alerting_rules.yml:
    groups:
      - rules: [{alert: Chart, expr: node_load1 > 3, labels: {severity: page}}]
`;
    expect(found(text)).toEqual([
      "12:19 page-on-cause Busy",
      "15:61 page-on-cause Full",
      "17:62 promql-syntax Deep: ( is never closed",
      "23:38 page-on-cause Chart",
    ]);
  });

  it("are told of where a text in a ConfigMap cannot be read", () => {
    const inMap = (text: string): string => `data:\n  a.yml: |\n${text.replaceAll(/^/gm, "    ")}\n`;
    expect(found(inMap("{{- if x }}\ngroups: [{rules: [{alert: A, expr: up}]}]"))).toEqual([
      "3:5 unfilled-template this is a template, which some tool fills in",
    ]);
    expect(found(inMap(`groups: [{alert: ${"[".repeat(100)}`))).toEqual([
      "3:84 yaml-depth lists and maps are nested more than 64 deep here",
    ]);
  });

  it("may have quoted texts that go on further left, as the programs accept them that they are for", () => {
    const text = `groups:
- rules:
  - alert: Busy
    annotations:
      description: "of {{ $labels.instance }},
    and more of it"
      summary: 'it''s
  busy'
    expr: node_load1 > 3
    labels: {severity: page}
`;
    expect(found(text)).toEqual(["9:11 page-on-cause Busy"]);
    expect(found(text.replace('it"', "it"))).toHaveLength(2);
  });

  it("may stand between marks that tell Jinja to leave them alone", () => {
    const text =
      "{% raw %}\ngroups:\n- rules:\n  - {alert: Busy, expr: node_load1 > 3, labels: {severity: page}}\n{% endraw %}\n";
    expect(found(text)).toEqual(["4:25 page-on-cause Busy"]);
    expect(found(`{% if a %}\n${text}{% endif %}\n`)).toEqual([
      "1:1 unfilled-template this is a template, which Jinja fills in",
    ]);
  });

  it.each([
    { query: "lag(up[1h]) > 300", by: "MetricsQL by the function lag" },
    { query: "up default 0 == 0", by: "MetricsQL by default, if and ifnot between operands" },
    { query: "sum(up) limit 5 > 1", by: "MetricsQL by limit behind an aggregation" },
    { query: "node_memory_free_bytes < 10Mi", by: "MetricsQL by numbers with K, M, G or Ki, Mi, Gi" },
    { query: 'rate({app="a"} |= "error" [5m]) > 1', by: "LogQL by a pipe behind the selector" },
  ])("that are no PromQL are named as not judged: $query", ({ query, by }) => {
    const [first] = lintRules([
      { file: "r.yaml", text: `groups: [{rules: [{alert: A, expr: '${query}'}]}]` },
    ]).diagnostics;
    expect(first).toMatchObject({ code: "other-query-language", severity: "warning" });
    expect(first?.problem).toBe(`A: this is ${by}, which is not read, so the rule was not judged`);
  });

  it("stay faults where nothing shows another language", () => {
    expect(found("groups: [{rules: [{alert: A, expr: 'sum(up) >'}]}]")[0]).toContain("promql-syntax");
  });
});
