import { Parts } from "../../demo/run/parts.ts";
import { RunFolder } from "../../demo/run/run-folder.ts";

// A demo that starts a part and is then ended without a chance to clean up: the test kills it.
const folder = await RunFolder.create();
await new Parts(folder, new AbortController().signal).start("sleeper", "sleep", ["600"]);
process.stdout.write(`${folder.path}\n`);
setInterval(() => undefined, 60_000);
