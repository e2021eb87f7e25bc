import { getPriority, setPriority } from "node:os";

// Tests that only compute leave the processor to those that wait for a moment and then have to be there.
const YIELDING = 5;
if (getPriority() < YIELDING) setPriority(YIELDING);
