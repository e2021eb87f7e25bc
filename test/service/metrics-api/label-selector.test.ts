import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseLabelSelector } from "../../../src/service/metrics-api/label-selector.ts";

const LABELS = { service: "checkout", slo: "availability", window: "5m", tier: "2", empty: "" };

const matches = (text: string): boolean => {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.matches(LABELS);
};

describe("parseLabelSelector", () => {
  it.each([
    ["", true],
    ["service=checkout", true],
    ["service==checkout", true],
    ["service = checkout , slo = availability", true],
    ["service=checkout,slo=latency", false],
    ["service!=checkout", false],
    ["other!=checkout", true],
    ["service in (checkout,search)", true],
    ["service in (search)", false],
    ["other in (search)", false],
    ["service notin (search, gateway)", true],
    ["service notin (checkout)", false],
    ["other notin (search)", true],
    ["service", true],
    ["!service", false],
    ["!other", true],
    ["other", false],
    ["empty=", true],
    ["empty=,service", true],
    ["service=", false],
    ["tier>1", true],
    ["tier<2", false],
    ["service>1", false],
    ["window=5m,slo in (availability),!group", true],
  ])("%s: %s", (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  it.each([
    [",", "found ,, expected the name of a label"],
    ["service=checkout,", "found nothing, expected the name of a label"],
    ["=checkout", "found =, expected the name of a label"],
    ["service in checkout", "in expects values in parentheses: service in (a,b)"],
    ["service in (a b)", "values in parentheses are joined by commas"],
    ["service in (a", "in expects values in parentheses: service in (a,b)"],
    ["service=a b", "found b, expected a comma"],
    ["service~checkout", "found service~checkout, expected the name of a label"],
    ["tier>x", "x is no whole number, as > expects"],
    ["service=a/b", "a/b is no value of a label"],
    ["-x=1", "found -x, expected the name of a label"],
  ])("refuses %s", (text, problem) => {
    expect(parseLabelSelector(text)).toEqual({
      ok: false,
      problem: `labelSelector ${JSON.stringify(text)}: ${problem}`,
    });
  });

  it("finds what equality says, for any labels", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
    const value = fc.stringMatching(/^[a-zA-Z0-9]{0,8}$/);
    fc.assert(
      fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }), (labels) => {
        const text = Object.entries(labels)
          .map(([key, one]) => `${key}=${one}`)
          .join(",");
        const parsed = parseLabelSelector(text);
        expect(parsed.ok && parsed.matches(labels)).toBe(true);
        const [key = ""] = Object.keys(labels);
        expect(parsed.ok && parsed.matches({ ...labels, [key]: `${labels[key]}x` })).toBe(false);
      }),
    );
  });

  it("never throws, whatever is asked", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseLabelSelector(text)));
  });
});
