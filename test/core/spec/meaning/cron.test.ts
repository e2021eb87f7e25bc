import { describe, expect, it } from "vitest";
import { cronFault } from "../../../../src/core/spec/meaning/cron.ts";

describe("cronFault", () => {
  it.each(["* * * * *", "0 8 * * 1-5", "*/15 0-23/2 1,15 jan-dec mon", "59 23 31 12 7", "0 0 1 1 SUN,sat"])(
    "accepts %s",
    (cron) => {
      expect(cronFault(cron)).toBeUndefined();
    },
  );

  it.each([
    { cron: "60 * * * *", at: "60", said: "minute: 60 is not within 0 to 59" },
    { cron: "0 24 * * *", at: "24", said: "hour" },
    { cron: "0 0 0 * *", at: "0", said: "day of the month" },
    { cron: "0 0 * 13 *", at: "13", said: "month" },
    { cron: "0 0 * * 8", at: "8", said: "day of the week" },
    { cron: "0 0 * * 5-1", at: "5-1", said: "ends before it begins" },
    { cron: "*/0 * * * *", at: "*/0", said: "no step" },
    { cron: "1-2-3 * * * *", at: "1-2-3", said: "is no range" },
    { cron: "0 0 * * mo", at: "mo", said: "mo is not within" },
    { cron: "0 0 , * *", at: ",", said: "day of the month" },
  ])("says of $cron that $said", ({ cron, at, said }) => {
    const fault = cronFault(cron);
    expect(fault?.problem).toContain(said);
    expect(cron.slice(fault?.from, fault?.to)).toBe(at);
  });
});
