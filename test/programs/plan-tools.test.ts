import { describe, expect, it } from "vitest";
import { planTools, toolRemedy, type Machine } from "../../programs/plan-tools.ts";
import { RELEASES, releaseUrl } from "../../programs/tools.ts";

const debian: Machine = { platform: "linux-amd64", aptGet: "as-root" };
const fedora: Machine = { platform: "linux-arm64", aptGet: "no" };
const mac: Machine = { platform: "darwin-arm64", aptGet: "no" };

describe("planTools", () => {
  it("does nothing when nothing is missing", () => {
    expect(planTools([], debian)).toEqual([]);
  });

  it("asks the system's packages first and names each package once", () => {
    const [first] = planTools(["prometheus", "promtool", "amtool"], debian);
    expect(first).toEqual({ kind: "packages", packages: ["prometheus", "prometheus-alertmanager"], as: "as-root" });
  });

  it("falls back to one pinned release per project", () => {
    const steps = planTools(["prometheus", "promtool", "amtool"], debian);
    expect(steps.slice(1).map((step) => step.kind === "release" && step.release.project)).toEqual([
      "prometheus",
      "alertmanager",
    ]);
  });

  it("goes by sudo where that asks for no password", () => {
    expect(planTools(["promtool"], { ...debian, aptGet: "by-sudo" })[0]).toMatchObject({ as: "by-sudo" });
  });

  it.each([fedora, mac])("takes only the release for its own platform on $platform without apt-get", (machine) => {
    const steps = planTools(["prometheus", "alertmanager"], machine);
    expect(steps.map((step) => step.kind === "release" && step.release.platform)).toEqual([
      machine.platform,
      machine.platform,
    ]);
  });

  it("has no step for what neither packages nor releases bring", () => {
    expect(planTools(["chromium"], mac)).toEqual([]);
    expect(planTools(["prometheus"], { platform: "freebsd-amd64", aptGet: "no" })).toEqual([]);
  });
});

describe("toolRemedy", () => {
  it("is a command to type on Linux", () => {
    expect(toolRemedy(["promtool", "amtool"], fedora)).toBe(
      "on Debian or Ubuntu: sudo apt-get install --no-install-recommends prometheus prometheus-alertmanager; elsewhere: put promtool, amtool on PATH",
    );
  });

  it("names the programs elsewhere", () => {
    expect(toolRemedy(["chromium"], mac)).toBe("put chromium on PATH");
  });
});

describe("the pinned releases", () => {
  it("each have a checksum of their own and come over https", () => {
    expect(new Set(RELEASES.map(({ sha256 }) => sha256)).size).toBe(RELEASES.length);
    for (const release of RELEASES) {
      expect(release.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(releaseUrl(release)).toMatch(/^https:\/\//);
    }
  });
});
