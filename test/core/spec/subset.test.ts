import { describe, expect, it } from "vitest";
import { parseSpec } from "../../../src/core/spec/parse-spec.ts";

interface Found {
  readonly problem: string;
  readonly remedy: string;
}

async function findings(
  total: string | readonly string[],
  part: Readonly<Record<string, string>>,
): Promise<readonly Found[]> {
  const events = JSON.stringify({ total, ...part });
  const text = `version: headroom/v1\nservice: s\nslos:\n  - {name: a, target: 99%, events: ${events}}\n`;
  const parsed = await parseSpec(text, "a.yaml");
  return (parsed.ok ? parsed.warnings : parsed.diagnostics).map(({ problem, remedy }) => ({ problem, remedy }));
}

describe("a part of a histogram", () => {
  it.each([
    ['x_seconds_count{job="a"}', 'x_seconds_bucket{job="a",le="0.5"}'],
    ['x_seconds_bucket{job="a",le="+Inf"}', 'x_seconds_bucket{job="a",le="0.5"}'],
    ['x_seconds_bucket{le=~"[+]Inf"}', 'x_seconds_bucket{le="0.5"}'],
    ['x_seconds_count{job="a"}', 'x_seconds_bucket{job="a",le="0.5",code!~"5.."}'],
    ["x_seconds_count", 'x_seconds_bucket{le="+Inf"}'],
    ['x_seconds_bucket{le="+Inf"}', "x_seconds_count"],
    ["x_seconds_count", 'x_seconds_bucket{le=~"1|1.0"}'],
    ["x_seconds_count", 'x_seconds_bucket{le=~"1([.]0*)?"}'],
    ['x_seconds_bucket{le="1"}', 'x_seconds_bucket{le="1.0"}'],
    ['x_seconds_bucket{le="1.0"}', 'x_seconds_bucket{le="0.5"}'],
    ['x_seconds_bucket{le="1e+06"}', 'x_seconds_bucket{le="1000000"}'],
  ])("of %s may be %s", async (total, good) => {
    expect(await findings(total, { good })).toEqual([]);
  });

  it.each([
    {
      total: 'x_bucket{le="1"}',
      good: 'x_bucket{le="2.5"}',
      problem: 'good counts events up to le="2.5", total only those up to le="1"',
      remedy: "write x_count in total, without le",
    },
    {
      total: 'x_bucket{le="1"}',
      good: "x_count",
      problem: 'good counts all events, total only those up to le="1"',
      remedy: "write x_count in total, without le",
    },
    {
      total: "x_bucket",
      good: 'x_bucket{le="1"}',
      problem: "total counts each event once for every bucket that it fits",
      remedy: "write x_count in total, without le",
    },
    {
      total: "x_count",
      good: "x_bucket",
      problem: "good counts each event once for every bucket that it fits",
      remedy: "add a matcher on le to good, with one bound of the histogram",
    },
    {
      total: 'x_count{job="a"}',
      good: 'x_bucket{le="1"}',
      problem: 'total only counts job="a", good may count other events',
      remedy: 'add job="a" to good, or delete it from total',
    },
    {
      total: "x_count",
      good: "x_sum",
      problem: "good counts x_sum, total counts x_count",
      remedy: "use one metric for both, or say in description why each good event is also in total",
    },
  ])("of $total is not $good", async ({ total, good, problem, remedy }) => {
    expect(await findings(total, { good })).toEqual([{ problem, remedy }]);
  });
});

describe("events that bad counts and total leaves out", () => {
  it.each([
    { total: 'x{code!="429"}', bad: 'x{code=~"5..|429"}', value: "429" },
    { total: 'x{code!~"429|499"}', bad: 'x{code=~"4(0.|99)"}', value: "499" },
    { total: 'x{code!~"4.."}', bad: 'x{code=~"5..|4.9"}', value: "409" },
    { total: 'x{code=~"2..|5.."}', bad: 'x{code!~"2.."}', value: "100" },
    { total: 'x{code!="404"}', bad: 'x{code!~"[23].."}', value: "404" },
    { total: 'x{code!~"5xx"}', bad: 'x{code=~"[45]xx"}', value: "5xx" },
    { total: 'x{grpc_code!="Unavailable"}', bad: 'x{grpc_code!~"OK|NotFound"}', value: "Unavailable" },
    { total: 'x{result!="cancelled"}', bad: 'x{result=~"failed|cancelled"}', value: "cancelled" },
    { total: 'x{result!="cancelled"}', bad: 'x{result!="ok"}', value: "cancelled" },
  ])("are found in $bad of $total", async ({ total, bad, value }) => {
    const label = /\{(\w+)/.exec(total)?.[1] ?? "";
    const [found, ...more] = await findings(total, { bad });
    expect(more).toEqual([]);
    expect(found?.problem).toMatch(`bad counts events with ${label} "${value}", total only counts ${label}`);
    // The remedy is a matcher to be added: with it nothing is left to say.
    const added = /^add (\S+) to bad/.exec(found?.remedy ?? "")?.[1] ?? "";
    expect(await findings(total, { bad: bad.replace("}", `,${added}}`) })).toEqual([]);
  });

  it("are written in place of an exact value, beside which a matcher would leave nothing", async () => {
    expect(await findings('x{code!="429"}', { bad: 'x{code="429"}' })).toEqual([
      {
        problem: 'bad counts events with code "429", total only counts code!="429"',
        remedy: 'write code!="429" in bad in place of code="429", or delete code!="429" from total',
      },
    ]);
  });

  it.each([
    { total: 'x{code!~"1.."}', bad: 'x{code=~"5.."}' },
    { total: 'x{code=~"[2-5].."}', bad: 'x{code=~"5.."}' },
    { total: 'x{code=~"[2-5].."}', bad: 'x{code=~"[2-5]..",code!~"2.."}' },
    { total: 'x{code!~"4..",code!=""}', bad: 'x{code=~"5.."}' },
    { total: 'x{path=~"/.*"}', bad: 'x{path!="/health",code="500"}' },
    { total: 'x{path=~"/.*"}', bad: 'x{path=~"/api/.*"}' },
    { total: 'x{code=~".*"}', bad: "x" },
    { total: 'x{code!="429"}', bad: 'x{code!="429",code!~"2.."}' },
    { total: ['x{code=~"2.."}', 'x{code=~"5.."}'], bad: 'x{code=~"5.."}' },
    { total: ['x{code=~"2..|404"}', 'x{code=~"5.."}'], bad: 'x{code=~"5..|404"}' },
  ])("are not seen in $bad of $total", async ({ total, bad }) => {
    expect(await findings(total, { bad })).toEqual([]);
  });

  it("are those that no selector of several counts", async () => {
    expect(await findings(['x{code=~"2.."}', 'x{code=~"5.."}'], { bad: 'x{code=~"5..|429"}' })).toMatchObject([
      { problem: 'bad counts events with code "429", total only counts code=~"2.."' },
    ]);
  });
});
