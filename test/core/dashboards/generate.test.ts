import { describe, expect, it } from "vitest";
import { generateDashboards } from "../../../src/core/dashboards/generate.ts";
import { cases } from "./cases.ts";

describe("generateDashboards", () => {
  it.each(Object.keys(cases))("writes the dashboards of the case %s", async (name) => {
    for (const { path, text } of generateDashboards(cases[name] ?? [], { uiUrl: "https://headroom.example.com" })) {
      await expect(text).toMatchFileSnapshot(`../../golden/dashboards/${name}/${path.replace("dashboards/", "")}`);
    }
  });
});
