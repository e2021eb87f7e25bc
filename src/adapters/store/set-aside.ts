import { renameSync } from "node:fs";

/** What SQLite keeps beside a database; what is not in the file yet is there. */
const COMPANIONS = ["-wal", "-shm"];

/**
 * Moves a database out of the way, whole, for whoever wants to look into it.
 *
 * @param why - one word, for its name
 * @returns its new name
 * @throws the system's error when it cannot be moved
 */
export function setAside(file: string, atMs: number, why: "corrupt" | "version" = "corrupt"): string {
  const aside = `${file}.${why}-${new Date(atMs).toISOString().replaceAll(/[-:.]/g, "")}`;
  renameSync(file, aside);
  for (const companion of COMPANIONS) moveIfThere(`${file}${companion}`, `${aside}${companion}`);
  return aside;
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
