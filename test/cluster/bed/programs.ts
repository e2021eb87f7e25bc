import { ensureClusterPrograms } from "../../../programs/cluster-programs.ts";
import type { ProgramPaths } from "../../../programs/go-programs.ts";

/** The programs of the control plane, which `npm run test:cluster` has brought. */
export async function clusterPrograms(): Promise<ProgramPaths> {
  const programs = await ensureClusterPrograms();
  if (!programs.ok) throw new Error(programs.because);
  return programs.paths;
}
