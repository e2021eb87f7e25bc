import { describe, expect, it } from "vitest";
import { sloLines } from "../../../src/core/spec/slo-lines.ts";

const SPEC = `version: headroom/v1
service: shop
slos:
  - name: availability
    target: 99%
    events: {total: a_total, bad: b_total}

  # what follows is about latency
  - name: latency
    target: nonsense
    description: |
      of several
      lines
scaling: []
`;

describe("the lines of an SLO", () => {
  it.each([
    ["availability", { from: 4, to: 6 }],
    ["latency", { from: 9, to: 13 }],
    ["other", undefined],
  ])("are those of %s, whatever is wrong in them", (slo, lines) => {
    expect(sloLines(SPEC, slo)).toEqual(lines);
    expect(sloLines(SPEC.replaceAll("\n", "\r\n"), slo)).toEqual(lines);
    expect(sloLines(`\uFEFF${SPEC}`, slo)).toEqual(lines);
  });

  it("are those of the only one, which may stand without its dash", () => {
    expect(sloLines("slos:\n  name: one\n  target: 99%\n", "one")).toEqual({ from: 2, to: 3 });
  });

  it.each([["slos: ["], [""], ["slos: 7"], ["- name: a"], ["slos: [{name: *a}]"], ["x: &a [*a]"]])(
    "are none where the text is %s",
    (text) => {
      expect(sloLines(text, "a")).toBeUndefined();
    },
  );
});
