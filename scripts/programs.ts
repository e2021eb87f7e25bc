import { ensureTools } from "../programs/ensure-tools.ts";
import { ensurePrometheus3 } from "../programs/prometheus-3.ts";
import { sayFailure } from "../programs/say.ts";

// npm run programs: brings the programs of others that tests run, which afterwards are found where they are. Two kinds
// of tests that begin at once would install them at once.

/** Brings them, and says where those are that tests find on PATH. */
export async function bringPrograms(): Promise<readonly string[]> {
  const tools = await ensureTools(["prometheus", "promtool", "alertmanager", "amtool", "chromium"]);
  await ensurePrometheus3();
  return Object.values(tools);
}

if (import.meta.main) {
  try {
    await bringPrograms();
  } catch (error) {
    sayFailure(error);
  }
}
