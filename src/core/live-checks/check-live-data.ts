import type { Diagnostic, Place } from "../diagnostics/diagnostic.ts";
import { objectiveId, type Service } from "../objective/objective.ts";
import { fieldPlaces } from "../spec/text/field-places.ts";
import type { ReadFile } from "../spec/text/read-text.ts";
import type { Path } from "../spec/text/node.ts";
import { byPlace } from "../diagnostics/source-text.ts";
import { checkDoubled } from "./doubled.ts";
import { checkHistograms } from "./histogram.ts";
import { checkLateness } from "./lateness.ts";
import { LiveAnswers, type Replicas } from "./live-answers.ts";
import { checkLoadedRules } from "./loaded-rules.ts";
import { checkMatchers } from "./matchers.ts";
import { checkPace } from "./pace.ts";
import { checkCounts } from "./per-window.ts";
import { checkPresence } from "./presence.ts";
import type { Answer, Question } from "./question.ts";
import { checkRetention } from "./retention.ts";
import type { FieldFault } from "./subject.ts";
import { checkSurplus } from "./surplus.ts";
import { checkTypes } from "./types.ts";

/** What the answers so far say of specs. */
export interface LiveFindings {
  /** What has to be asked before the findings are complete; empty at the end. */
  readonly open: readonly Question[];
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong with each SLO that something is wrong with, by its id. */
  readonly ofSlos: ReadonlyMap<string, readonly Diagnostic[]>;
}

const CHECKS = [
  checkPresence,
  checkMatchers,
  checkHistograms,
  checkLateness,
  checkPace,
  checkTypes,
  checkCounts,
  checkSurplus,
  checkDoubled,
  checkLoadedRules,
  checkRetention,
] as const;

/**
 * Holds specs against what a Prometheus answers. Asked again with the answers to what is open, until nothing is.
 *
 * @param answers - by the key of their question
 * @param read - the files by name, for the places of fields
 * @param replicas - what the settings say of replicas of that Prometheus
 */
export function checkLiveData(
  services: readonly Service[],
  answers: ReadonlyMap<string, Answer>,
  read: ReadonlyMap<string, ReadFile>,
  replicas: Replicas = { labels: [], areGiven: false },
): LiveFindings {
  const live = new LiveAnswers(answers, replicas);
  const found = services.flatMap((service) => {
    const faults = CHECKS.flatMap((check) => check(service, live));
    if (faults.length === 0) return [];
    const places = fieldPlaces(read.get(service.place.file));
    return faults.map((fault) => ({
      diagnostic: toDiagnostic(fault, (path) => places(path) ?? placeOfName(service, path)),
      slos: slosOf(service, fault),
    }));
  });
  const ids = new Set(found.flatMap(({ slos }) => slos));
  const ofSlos = [...ids].map(
    (id) => [id, found.filter(({ slos }) => slos.includes(id)).map(toItsDiagnostic)] as const,
  );
  return {
    open: live.open,
    diagnostics: found.map(toItsDiagnostic).toSorted(byPlace),
    ofSlos: new Map(ofSlos),
  };
}

const toItsDiagnostic = ({ diagnostic }: { readonly diagnostic: Diagnostic }): Diagnostic => diagnostic;

/** The SLOs in which a fault lies. */
const slosOf = ({ objectives }: Service, { path, related = [] }: FieldFault): readonly string[] =>
  [path, ...related.map((other) => other.path)].flatMap(([, position]) => {
    const objective = objectives[Number(position)];
    return objective === undefined ? [] : [objectiveId(objective)];
  });

/** What is not given has a default, which belongs to the whole SLO. */
const placeOfName = ({ objectives, place }: Service, [, position]: Path): Place =>
  objectives[Number(position)]?.place ?? place;

function toDiagnostic({ path, related = [], ...fault }: FieldFault, placeOf: (path: Path) => Place): Diagnostic {
  const also = related.map((other) => ({ ...placeOf(other.path), note: other.note }));
  return { ...fault, ...placeOf(path), ...(also.length === 0 ? {} : { related: also }) };
}
