// `npm run demo -- --fault latency` is `headroom demo --fault latency`.
process.argv.splice(2, 0, "demo");
await import("../src/cli/main.ts");
