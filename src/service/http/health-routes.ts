import { Router } from "express";
import type { StatusReader } from "../control/status-reader.ts";

export interface Health {
  readonly reader: StatusReader;
  /** True from the first word of a shutdown on. */
  readonly isStopping: () => boolean;
}

interface Check {
  readonly name: string;
  readonly state: "ok" | "degraded" | "waiting";
  readonly detail: string;
}

/** `/livez` says that the process answers, `/readyz` that its answers mean something. Neither asks who reads. */
export function healthRoutes(health: Health): Router {
  const router = Router();
  router.get(["/livez", "/healthz"], (_request, response) => void response.type("text/plain").send("ok\n"));
  router.get("/readyz", (request, response) => {
    const checks = checksOf(health);
    const ready = checks.every(({ state }) => state !== "waiting");
    response
      .status(ready ? 200 : 503)
      .type("text/plain")
      .set("Cache-Control", "no-store");
    const word = ready ? (checks.every(({ state }) => state === "ok") ? "ok" : "degraded") : "not ready";
    const details =
      "verbose" in request.query
        ? checks
            .map(
              ({ name, state, detail }) =>
                `${state === "ok" ? "[+]" : "[-]"} ${name}: ${state}${detail === "" ? "" : `, ${detail}`}\n`,
            )
            .join("")
        : "";
    response.send(`${details}${word}\n`);
  });
  return router;
}

/** A Prometheus that is down leaves Headroom ready: restarting it, or sending readers elsewhere, would mend nothing. */
function checksOf({ reader, isStopping }: Health): readonly Check[] {
  if (isStopping()) return [{ name: "shutdown", state: "waiting", detail: "the service is stopping" }];
  const snapshot = reader.snapshot();
  const evaluated = snapshot?.sources.every(({ steps }) => steps > 0) ?? false;
  const specs: Check = specsCheck(snapshot);
  const evaluation: Check = {
    name: "first evaluation",
    state: evaluated && specs.state !== "waiting" ? "ok" : "waiting",
    detail: "",
  };
  const sources = (snapshot?.sources ?? []).map(({ name, problem }): Check => ({
    name: `source ${name}`,
    state: problem === undefined ? "ok" : "degraded",
    detail: problem === undefined ? "" : "no whole answer; see the log",
  }));
  return [specs, evaluation, ...sources];
}

function specsCheck(snapshot: ReturnType<StatusReader["snapshot"]>): Check {
  const name = "specs";
  if (snapshot === undefined) return { name, state: "waiting", detail: "not read yet" };
  const { specs, folderProblem } = snapshot;
  const count = `${specs.services.reduce((sum, service) => sum + service.objectives.length, 0)} SLOs from ${specs.files} files`;
  if (folderProblem !== undefined)
    return {
      name,
      state: specs.files === 0 ? "waiting" : "degraded",
      detail: `${count}; the folder is not used as it is`,
    };
  return {
    name,
    state: specs.badFiles > 0 ? "degraded" : "ok",
    detail: specs.badFiles > 0 ? `${count}, ${specs.badFiles} files with errors` : count,
  };
}
