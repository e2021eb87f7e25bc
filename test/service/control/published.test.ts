import { describe, expect, it } from "vitest";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { Published } from "../../../src/service/control/published.ts";
import { publishedStatuses } from "../../fixtures/published-statuses.ts";
import { status } from "../../fixtures/statuses.ts";

const healthy = status();

const published = (step = 30) =>
  new Published(
    {
      publishedAt: instant(1_800_000_000_000),
      statuses: publishedStatuses([healthy]),
      specs: { services: [], diagnostics: [], outdated: [], unread: [], files: 1, badFiles: 0 },
      folderProblem: undefined,
      keeping: { kind: "none" },
      sources: [],
    },
    100,
    seconds(step),
  );

describe("Published", () => {
  it("grows older while nothing follows it", () => {
    const one = published();
    expect([...one.at(100).statuses][0]).toBe(healthy);
    expect([...one.at(112.5).statuses][0]?.ageSeconds).toBe((healthy.ageSeconds ?? 0) + 12.5);
    expect(one.at(112.9)).toBe(one.at(112.5));
    expect(one.at(112.5).readAt).toBe(1_800_000_012_000);
  });

  it("has no numbers left after three steps, nor before a minute", () => {
    const one = published();
    expect(one.at(190).expired).toBe(false);
    expect([...one.at(190).statuses]).toMatchObject([{ state: "healthy" }]);
    expect(one.at(192).expired).toBe(true);
    const expired = [
      {
        state: "no-data",
        note: "headroom has evaluated nothing for 1m32s; see its log",
        budget: { left: { kind: "noData", reason: "stale" } },
      },
    ];
    expect([...one.at(192).statuses]).toMatchObject(expired);
    expect(one.at(192).statuses.ofService(healthy.objective.service)).toMatchObject(expired);
    expect(published(5).at(155).expired).toBe(false);
    expect(published(5).at(162).expired).toBe(true);
  });
});
