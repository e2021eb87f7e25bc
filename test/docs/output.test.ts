import { describe, expect, it } from "vitest";
import { unlike } from "./output.ts";

describe("unlike", () => {
  it("lets numbers, times, sparklines and spaces differ", () => {
    expect(unlike("● Healthy  a/b  58.4% (2,521 events)  ▅▅▇", "x\n● Healthy a/b 9% (31 events) ▁\n")).toEqual([]);
    expect(
      unlike(
        '{"ts":"2026-01-02T03:04:05.678Z","port":"127.0.0.1:8080"}',
        '{"ts":"2027-11-12T13:14:15.999Z","port":"127.0.0.1:41234"}',
      ),
    ).toEqual([]);
  });

  it("names lines that were not said", () => {
    expect(unlike("● Healthy  a/b\n◌ No data  a/c", "● Healthy  a/b\n● Healthy  a/c")).toEqual(["◌ No data  a/c"]);
  });

  it("passes over lines that stand for others", () => {
    expect(unlike("a\n...\n…\n\nb", "a\nx\nb")).toEqual([]);
  });
});
