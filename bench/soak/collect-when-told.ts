import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Loaded before the service: a signal has its heap collected, so that what it keeps can be told from what it has not
// thrown away yet.

setFlagsFromString("--expose-gc");
process.on("SIGUSR2", () => void runInNewContext("gc()"));
