import { existsSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

// Loaded before a program and before each of its threads, which die of it while a file is there, as they do for want of
// memory.

if (!isMainThread && existsSync(process.env["TEST_TRAP_FILE"] ?? "")) process.exit(1);
