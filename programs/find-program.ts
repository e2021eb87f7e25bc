import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The first executable with one of these names in these folders, by default those of PATH. */
export async function findProgram(
  names: readonly string[],
  folders: readonly string[] = pathFolders(),
): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

function pathFolders(): readonly string[] {
  return (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
