import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ControlPlane } from "./control-plane.ts";
import { tool } from "./tool.ts";

/** Applies manifests as people do; a field that the API server does not know is refused. */
export async function apply(plane: ControlPlane, manifests: string): Promise<void> {
  if (manifests.trim() === "") return;
  const file = join(plane.folder, `${randomUUID()}.yaml`);
  await writeFile(file, manifests);
  await applyFiles(plane, file);
}

/** @param path - of a file, or of a folder of them */
export async function applyFiles(plane: ControlPlane, path: string): Promise<void> {
  await tool(plane, "kubectl", [
    "apply",
    "--server-side",
    // What was applied before under another name is ours too.
    "--force-conflicts",
    "--validate=strict",
    `--filename=${path}`,
  ]);
}
