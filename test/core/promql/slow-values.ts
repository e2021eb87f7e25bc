import { anchoredRegex } from "../../../src/core/promql/anchored-regex.ts";

// Run as a process of its own, since an engine that backtracks would never give the event loop back.
const PATTERNS = [
  "(\\w+\\s?)*",
  "(a+)+b",
  "(a|a)*b",
  "(a|aa)+",
  "(.*)(.*)(.*)(.*)(.*)(.*)x",
  "(a?){30}a{30}",
  ".*a.{900}b",
];
const VALUES = ["!", "b", ""].flatMap((end) => [34, 100_000].map((length) => `${"a".repeat(length)}${end}`));

for (const pattern of PATTERNS) for (const value of VALUES) anchoredRegex(pattern)?.(value);
process.stdout.write(`${PATTERNS.length * VALUES.length} values\n`);
