import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { HPA_DEFAULTS } from "../../../../src/core/scaling/hpa/types.ts";
import { SCENARIOS } from "../../../cluster/hpa-model/scenarios.ts";
import {
  certainLooks,
  HPA_RECORDS,
  type HpaRecord,
  modelledOutcomes,
  recordedOutcomes,
  toHpaSpec,
} from "../../../fixtures/hpa-record.ts";

const read = async (name: string): Promise<HpaRecord> =>
  JSON.parse(await readFile(join(HPA_RECORDS, `${name}.json`), "utf8"));

const names = SCENARIOS.map(({ name }) => name);
const records = await Promise.all(names.map(read));

describe("the model of the autoscaler, held to records of a real controller manager", () => {
  it.each(records)("does at each look what the controller did: $name", (record) => {
    expect(modelledOutcomes(record)).toEqual(recordedOutcomes(record));
  });

  it("has a record of every scenario, told the same, and of none that is gone", async () => {
    expect((await readdir(HPA_RECORDS)).toSorted()).toEqual(names.map((name) => `${name}.json`).toSorted());
    for (const [i, { spec, course }] of SCENARIOS.entries()) {
      const record = records[i];
      const { limits, metrics } = toHpaSpec(spec, HPA_DEFAULTS);
      expect(record && toHpaSpec(record.spec, record.defaults)).toMatchObject({ limits, metrics });
      // A look that asks for nothing is no step of the course.
      expect(record?.syncs.filter(({ readings }) => readings.length > 0)).toHaveLength(course.length);
    }
  });

  it("counts a window from when the workload was read, where the first metrics let wait", () => {
    const record = records.find(({ name }) => name === "any-3");
    const [first, ...later] = record?.syncs ?? [];
    if (record === undefined || first === undefined) throw new Error("any-3 has no looks");
    const waited = (seconds: number) => ({ ...record, syncs: [{ ...first, began: first.at - seconds }, ...later] });
    const raisedAt = (of: HpaRecord): number => modelledOutcomes(of).findIndex(({ isRescaled }) => isRescaled);
    // The window is 11 s long; the look before the one that raised came at 11.1 s.
    expect(raisedAt(record)).toBe(6);
    expect(raisedAt(waited(1.5))).toBe(5);
    expect(certainLooks(waited(1.5))).toBe(certainLooks(record));
    // The second look comes as long after this first one as a period that the scenario has.
    expect(certainLooks(waited(1))).toBe(1);
  });

  it("has seen every way in which a look can end", () => {
    const outcomes = records.flatMap(recordedOutcomes);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["computed", "bounded", "failed", "disabled"]));
    expect(new Set(outcomes.map(({ calm }) => calm))).toEqual(
      new Set([undefined, "ReadyForNewScale", "ScaleDownStabilized", "ScaleUpStabilized"]),
    );
    expect(new Set(records.flatMap(({ syncs }) => syncs.map(({ limited }) => limited)))).toEqual(
      new Set(["DesiredWithinRange", "ScaleUpLimit", "ScaleDownLimit", "TooManyReplicas", "TooFewReplicas", undefined]),
    );
  });
});
