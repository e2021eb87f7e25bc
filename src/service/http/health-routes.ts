import type { Request, RequestHandler, Response } from "express";
import type { SourceState } from "../control/source-state.ts";
import type { StatusReader } from "../control/status-reader.ts";
import type { DecisionReader, StoreState } from "../signals/decision-log.ts";
import type { Route } from "./route.ts";

export interface Health {
  readonly reader: StatusReader;
  readonly decisions: Pick<DecisionReader, "storeState">;
  /** True from the first word of a shutdown on. */
  readonly isStopping: () => boolean;
}

interface Check {
  readonly name: string;
  readonly state: "ok" | "degraded" | "waiting";
  readonly detail: string;
}

/** The label under which requests for our own health are counted. */
export const HEALTH = "/:health";

/** `/livez` says that the process answers, `/readyz` that its answers mean something. */
export function healthRoutes(health: Health): readonly Route[] {
  const alive: RequestHandler = (_request, response) => void response.type("text/plain").send("ok\n");
  const ready: RequestHandler = (request, response) => answerReady(checksOf(health), request, response);
  return [
    { path: "/livez", countedAs: HEALTH, answer: alive },
    { path: "/healthz", countedAs: HEALTH, answer: alive },
    { path: "/readyz", countedAs: HEALTH, answer: ready },
  ];
}

function answerReady(checks: readonly Check[], request: Request, response: Response): void {
  const ready = checks.every(({ state }) => state !== "waiting");
  const word = ready ? (checks.every(({ state }) => state === "ok") ? "ok" : "degraded") : "not ready";
  const details = "verbose" in request.query ? checks.map(printCheck).join("") : "";
  response
    .status(ready ? 200 : 503)
    .type("text/plain")
    .set("Cache-Control", "no-store")
    .send(`${details}${word}\n`);
}

const printCheck = ({ name, state, detail }: Check): string =>
  `${state === "ok" ? "[+]" : "[-]"} ${name}: ${state}${detail === "" ? "" : `, ${detail}`}\n`;

/** A Prometheus that is down leaves Headroom ready: restarting it, or sending readers elsewhere, would mend nothing. */
function checksOf({ reader, decisions, isStopping }: Health): readonly Check[] {
  if (isStopping()) return [{ name: "shutdown", state: "waiting", detail: "the service is stopping" }];
  const snapshot = reader.snapshot();
  const evaluated = snapshot?.sources.every(({ steps }) => steps > 0) ?? false;
  const specs: Check = specsCheck(snapshot);
  const evaluation: Check = {
    name: "first evaluation",
    state: evaluated && specs.state !== "waiting" ? "ok" : "waiting",
    detail: "",
  };
  const expired: readonly Check[] =
    snapshot?.expired === true
      ? [{ name: "last evaluation", state: "degraded", detail: "too long ago; see the log" }]
      : [];
  const sources = (snapshot?.sources ?? []).map(sourceCheck);
  return [specs, evaluation, ...expired, ...sources, ...storeChecks(decisions.storeState())];
}

function sourceCheck({ name, problem, isLeftAlone }: SourceState): Check {
  const check = { name: `source ${name}` } as const;
  if (isLeftAlone) return { ...check, state: "degraded", detail: "left alone, since it does not answer; see the log" };
  if (problem !== undefined) return { ...check, state: "degraded", detail: "no whole answer; see the log" };
  return { ...check, state: "ok", detail: "" };
}

/** Decisions are served all the same: another process would have the same disk. */
function storeChecks(store: StoreState): readonly Check[] {
  const name = "decision store";
  switch (store.kind) {
    case "none":
      return [];
    case "up":
      return [{ name, state: "ok", detail: "" }];
    case "degraded":
      return [{ name, state: "degraded", detail: "decisions are not kept; see the log" }];
  }
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
