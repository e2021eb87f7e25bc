import type { ObjectiveStatus } from "../../core/budget/status.ts";
import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import { byPlace } from "../../core/diagnostics/source-text.ts";
import { objectiveId, type Service } from "../../core/objective/objective.ts";
import type { SpecFile } from "../../core/spec/parse-specs.ts";
import { days, hours, type Seconds } from "../../core/units/seconds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { DataTeller } from "../ports/prometheus.ts";
import type { InSpan } from "../ports/spans.ts";
import { askData, type DataReport, isUnanswered } from "./ask-data.ts";
import type { LoadedSpecs } from "./spec-set.ts";

export interface LiveChecksDeps {
  readonly sources: ReadonlyMap<string, DataTeller>;
  /** How long after a spec was first seen or changed its data are asked for. */
  readonly settle: Seconds;
  readonly clock: Clock;
  readonly log: Log;
  readonly inSpan: InSpan;
  /** Something new was found, or nothing any more. */
  readonly onFindings: () => void;
}

/** What was well is looked at again so much later: exporters are renamed, and rules are loaded. */
const AGAIN_AFTER = days(1);
/** What was not answered, or is being mended, is asked again so much later. */
const RETRY_AFTER = hours(1);
/** How often it is looked what is due. */
const LOOK_EVERY = 5;
/** For every second in which Prometheus works for this, it has so many without. */
const REST = 9;

type Findings = Pick<DataReport, "diagnostics" | "ofSlos">;

/** A spec file that is watched. */
interface Watched {
  readonly service: Service;
  readonly text: SpecFile["text"];
  /** By the monotonic clock. */
  readonly dueAt: number;
  readonly found: Findings | undefined;
}

/**
 * Holds the specs that are in use against their data: some minutes after they were first seen or changed, and again each
 * day, or each hour while something is wrong. One spec after the other and one question after the other, with rests in
 * between, so that Prometheus hardly notices. Who does not answer leaves what was found before.
 */
export class LiveChecks {
  readonly #deps: LiveChecksDeps;
  #watched: ReadonlyMap<string, Watched> = new Map();
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #restUntil = 0;
  #stopped = false;

  constructor(deps: LiveChecksDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { settle } = this.#deps;
    this.#timer = setInterval(() => void this.tick(), Math.min(LOOK_EVERY, settle) * 1000);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /**
   * Sets what is watched. What was found stays with specs whose files did not change.
   *
   * @param textOf - the text of a file that is in use
   */
  follow(services: readonly Service[], textOf: (file: string) => SpecFile["text"] | undefined): void {
    const { clock, settle } = this.#deps;
    const now = clock.monotonic();
    this.#watched = new Map(
      services.map((service) => {
        const text = textOf(service.place.file) ?? "";
        const known = this.#watched.get(service.service);
        return known !== undefined && known.service.place.file === service.place.file && isSame(known.text, text)
          ? [service.service, { ...known, service, text }]
          : [service.service, { service, text, dueAt: now + settle, found: undefined }];
      }),
    );
  }

  /** Asks for what is due, unless it is being asked for. */
  tick(): Promise<void> {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  /** The specs with what their data say against them. */
  withFindings(specs: LoadedSpecs): LoadedSpecs {
    const found = [...this.#watched.values()].flatMap((one) => one.found?.diagnostics ?? []);
    return found.length === 0 ? specs : { ...specs, diagnostics: [...specs.diagnostics, ...found].toSorted(byPlace) };
  }

  /** Statuses whose notes say what their data say against their specs. */
  noted(statuses: readonly ObjectiveStatus[]): readonly ObjectiveStatus[] {
    return statuses.map((status) => {
      const { objective, note } = status;
      const [first] = this.#watched.get(objective.service)?.found?.ofSlos.get(objectiveId(objective)) ?? [];
      return first === undefined
        ? status
        : { ...status, note: note === undefined ? says(first) : `${note}; ${says(first)}` };
    });
  }

  async #work(): Promise<void> {
    const { clock } = this.#deps;
    for (let next = this.#due(); next !== undefined && !this.#stopped; next = this.#due()) {
      const start = clock.monotonic();
      if (start < this.#restUntil) return;
      await this.#check(next);
      const end = clock.monotonic();
      this.#restUntil = end + REST * (end - start);
    }
  }

  /** The one that has waited longest. */
  #due(): Watched | undefined {
    const now = this.#deps.clock.monotonic();
    const due = [...this.#watched.values()].filter(({ dueAt }) => dueAt <= now);
    return due.reduce<Watched | undefined>(
      (first, one) => (first !== undefined && first.dueAt <= one.dueAt ? first : one),
      undefined,
    );
  }

  async #check(watched: Watched): Promise<void> {
    const { inSpan, log, onFindings } = this.#deps;
    const { service, text, found: before } = watched;
    const report = await inSpan("check", { "headroom.service": service.service }, () => this.#ask(watched)).catch(
      (error: unknown) => {
        log.error("the data of a spec cannot be checked", { service: service.service, error });
        return undefined;
      },
    );
    const present = this.#watched.get(service.service);
    // It changed meanwhile, and is asked for again.
    if (present === undefined || !isSame(present.text, text)) return;
    const isWhole = report !== undefined && ![...report.answers.values()].some(isUnanswered);
    const found = isWhole ? report : (before ?? report);
    const isWell = isWhole && report.diagnostics.length === 0;
    const dueAt = this.#deps.clock.monotonic() + (isWell ? AGAIN_AFTER : RETRY_AFTER);
    this.#watched = new Map([...this.#watched, [service.service, { ...present, dueAt, found: found && only(found) }]]);
    if (isEqual(before, found)) return;
    for (const { file, line, column, severity, code, problem } of found?.diagnostics ?? [])
      log.warn("the data speak against a spec", { place: `${file}:${line}:${column}`, severity, code, problem });
    onFindings();
  }

  /** @returns undefined where nobody answers */
  async #ask({ service, text }: Watched): Promise<DataReport | undefined> {
    const prometheus = this.#deps.sources.get(service.source);
    const now = await prometheus?.serverTime();
    if (prometheus === undefined || now?.kind !== "answered") return undefined;
    const { file } = service.place;
    const read = new Map([[file, { file, content: text }]]);
    const replicas = { labels: prometheus.replicaLabels ?? [], areGiven: service.replicaLabels !== undefined };
    return askData(prometheus, { services: [service], read, replicas, now: now.value }, "in turn");
  }
}

const says = ({ problem }: Diagnostic): string => `its data say: ${problem}`;

/** Without the answers, which may be large. */
const only = ({ diagnostics, ofSlos }: Findings): Findings => ({ diagnostics, ofSlos });

const isEqual = (one: Findings | undefined, other: Findings | undefined): boolean =>
  JSON.stringify(one?.diagnostics ?? []) === JSON.stringify(other?.diagnostics ?? []);

function isSame(one: SpecFile["text"], other: SpecFile["text"]): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
