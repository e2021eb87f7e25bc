import { closeSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { revisionSpec, SPEC_FILES } from "./revisions.ts";

// A process of its own that writes specs a hundred times a second for as long as it lives: in pieces, by renames, and by
// taking them away.

const [folder = ""] = process.argv.slice(2);
const EVERY_MS = 10;

for (let turn = 1; ; turn++) {
  const file = turn % SPEC_FILES;
  const path = join(folder, `${file}.yaml`);
  const text = revisionSpec(file, Math.floor(turn / SPEC_FILES) + 1);
  if (turn % 3 === 0) {
    const half = openSync(path, "w");
    writeSync(half, text.slice(0, text.length / 2));
    await sleep(EVERY_MS);
    writeSync(half, text.slice(text.length / 2));
    closeSync(half);
  } else if (turn % 3 === 1) {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } else {
    rmSync(path);
    await sleep(EVERY_MS);
    writeFileSync(path, text);
  }
  if (turn === 1) process.stdout.write("busy\n");
  await sleep(EVERY_MS);
}
