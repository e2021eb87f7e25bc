import { posix } from "node:path";

/** What the files of one folder may import. */
interface Room {
  /** Folders of ours, besides the room itself; a trailing slash admits the rooms inside. */
  readonly rooms: readonly string[];
  /** Packages, or "any". Node's own modules count as the package "node:". */
  readonly packages: readonly string[] | "any";
}

const UNITS = ["src/core/units", "src/core/diagnostics"];
const SYNTAX = [...UNITS, "src/core/promql"];
const HUB = [...SYNTAX, "src/core/objective"];
/** Files of many formats: those that are read, and those that are generated. */
const DOCUMENTS = "src/core/documents";
/** Specs are read in stages: text to nodes, nodes of the right shape, and what these mean. */
const SPEC_TEXT = "src/core/spec/text";
const SPEC_SHAPE = "src/core/spec/shape";
const SPEC_MEANING = "src/core/spec/meaning";
const NUMBERS = [...HUB, "src/core/spec", "src/core/sli", "src/core/budget", "src/core/ledger"];

/** The way of one sample: asked for, read into events, counted, read out; followed objectives are what it is all for. */
const LEDGER_NUMBERS = [...HUB, "src/core/sli", "src/core/budget", "src/core/ledger/ports.ts"];
const COUNTING = "src/core/ledger/counting";
const FOLLOWING = "src/core/ledger/following";
const READING = "src/core/ledger/reading";
const ASKING = "src/core/ledger/asking";
const PAST = "src/core/ledger/past";
const READOUT = "src/core/ledger/readout";
const KEEPING = "src/core/ledger/keeping";

const RULE_ELEMENTS = "src/core/rules/elements";
const RULE_ALERTS = "src/core/rules/alerts";
const RULE_TESTS = "src/core/rules/tests";

const DRAWN_ELEMENTS = "src/core/dashboards/elements";
const DRAWN_PANELS = "src/core/dashboards/panels";
const GRAFANA = "@grafana/grafana-foundation-sdk";

const DECISION = "src/core/scaling/decision";
const LOAD = "src/core/scaling/load";
const FORECAST = "src/core/scaling/forecast";
const CORRECTION = "src/core/scaling/correction";
const POLICY = "src/core/scaling/policy";
const HPA = "src/core/scaling/hpa";
/** A replay: what a workload had to do, the model of one that does it, and who says how many replicas it has. */
const CAPACITY = "src/core/scaling/capacity";
const MANIFESTS = "src/core/manifests";
const TRACE = "src/core/simulation/trace";
const MODEL = "src/core/simulation/model";
const CONTESTANTS = "src/core/simulation/contestants";

const CORE = "src/core/";
const ADAPTERS = "src/adapters/";
const PORTS = "src/service/ports";
const CONTROL = "src/service/control";
const MIRROR = "src/service/mirror";
const SIGNALS = "src/service/signals";
const LISTENING = "src/service/listening";
const LOOKUPS = "src/service/lookups";

/** An adapter knows one outside thing, and no other adapter. */
const ADAPTER: Room = { rooms: [CORE], packages: "any" };
/** A controller brings one thing about, from what the mirror and the loop know; it knows no other controller. */
const CONTROLLER: Room = { rooms: [CORE, PORTS, CONTROL, MIRROR, SIGNALS], packages: [] };
/** A way out of the service answers from memory, and knows no other way. */
const EXIT: Room = { rooms: [CORE, PORTS, CONTROL, SIGNALS, LISTENING], packages: "any" };
/** People who look at pages may ask for more. */
const HTTP: Room = { ...EXIT, rooms: [...EXIT.rooms, LOOKUPS] };

/**
 * The table of rooms: arrows go one way, `cli -> service -> core` and `cli -> adapters -> core`; the command line
 * gives the service its adapters. A folder that is not listed may import nothing, so a new one begins with a line here.
 * Paths are relative to the root.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  "src/core/units": { rooms: [], packages: [] },
  "src/core/diagnostics": { rooms: [], packages: [] },
  "src/core/promql": {
    rooms: UNITS,
    packages: ["@prometheus-io/lezer-promql", "@lezer/common", "@lezer/lr", "re2js"],
  },
  "src/core/objective": { rooms: SYNTAX, packages: [] },
  [SPEC_TEXT]: { rooms: [...SYNTAX, DOCUMENTS], packages: ["yaml"] },
  [SPEC_SHAPE]: { rooms: [...HUB, SPEC_TEXT], packages: ["zod"] },
  [SPEC_MEANING]: {
    rooms: [...HUB, "src/core/sli", "src/core/budget", SPEC_TEXT, SPEC_SHAPE],
    packages: ["mathjs"],
  },
  "src/core/spec": { rooms: [...HUB, SPEC_TEXT, SPEC_SHAPE, SPEC_MEANING], packages: [] },
  "src/core/sli": { rooms: HUB, packages: [] },
  "src/core/budget": { rooms: HUB, packages: [] },
  [COUNTING]: { rooms: LEDGER_NUMBERS, packages: [] },
  [FOLLOWING]: { rooms: [...LEDGER_NUMBERS, COUNTING], packages: [] },
  [READING]: { rooms: [...LEDGER_NUMBERS, COUNTING, FOLLOWING], packages: [] },
  [ASKING]: { rooms: [...LEDGER_NUMBERS, COUNTING, FOLLOWING, READING], packages: [] },
  [PAST]: { rooms: [...LEDGER_NUMBERS, COUNTING, FOLLOWING, READING, ASKING], packages: [] },
  [READOUT]: { rooms: [...LEDGER_NUMBERS, COUNTING, FOLLOWING], packages: [] },
  // What a ledger knows, as values that outlive it.
  [KEEPING]: { rooms: [...LEDGER_NUMBERS, COUNTING, FOLLOWING, READING, ASKING, PAST], packages: [] },
  "src/core/ledger": {
    rooms: [...LEDGER_NUMBERS, COUNTING, FOLLOWING, READING, ASKING, PAST, READOUT, KEEPING],
    packages: [],
  },
  [DOCUMENTS]: { rooms: UNITS, packages: ["yaml"] },
  [RULE_ELEMENTS]: { rooms: NUMBERS, packages: [] },
  [RULE_ALERTS]: { rooms: [...NUMBERS, RULE_ELEMENTS], packages: [] },
  [RULE_TESTS]: { rooms: [...NUMBERS, DOCUMENTS, RULE_ELEMENTS, RULE_ALERTS], packages: [] },
  "src/core/rules": { rooms: [...NUMBERS, DOCUMENTS, RULE_ELEMENTS, RULE_ALERTS, RULE_TESTS], packages: ["yaml"] },
  // Rules of any origin, which know nothing of ours.
  "src/core/rules/lint": { rooms: [...SYNTAX, DOCUMENTS], packages: ["yaml"] },
  [DRAWN_ELEMENTS]: { rooms: NUMBERS, packages: [GRAFANA] },
  [DRAWN_PANELS]: { rooms: [...NUMBERS, DRAWN_ELEMENTS], packages: [GRAFANA] },
  "src/core/dashboards": { rooms: [...NUMBERS, DOCUMENTS, DRAWN_ELEMENTS, DRAWN_PANELS], packages: [GRAFANA] },
  "src/core/live-checks": { rooms: NUMBERS, packages: [] },
  // How replicas are decided: values, then the estimators and judges over them, then the policy that lists these.
  "src/core/scaling/decision": { rooms: NUMBERS, packages: [] },
  // What one replica takes, by what was seen of it.
  [CAPACITY]: { rooms: [...NUMBERS, DECISION], packages: [] },
  // Where demand goes, by what was seen of it today, and on earlier days.
  [LOAD]: { rooms: [...NUMBERS, DECISION], packages: [] },
  [FORECAST]: { rooms: [...NUMBERS, DECISION, LOAD], packages: [] },
  "src/core/scaling/estimators": { rooms: [...NUMBERS, DECISION, FORECAST], packages: ["mathjs"] },
  "src/core/scaling/judges": { rooms: [...NUMBERS, DECISION, LOAD], packages: [] },
  // How far a capacity turns out to be wrong.
  [CORRECTION]: { rooms: [...NUMBERS, DECISION], packages: [] },
  [POLICY]: {
    rooms: [...NUMBERS, DECISION, LOAD, FORECAST, CORRECTION, "src/core/scaling/estimators", "src/core/scaling/judges"],
    packages: [],
  },
  // The controller of HorizontalPodAutoscalers as a function, which knows nothing of ours.
  [HPA]: { rooms: [], packages: [] },
  [TRACE]: { rooms: UNITS, packages: [] },
  [MODEL]: { rooms: [...UNITS, TRACE], packages: [] },
  [CONTESTANTS]: { rooms: [...NUMBERS, MODEL, DECISION, CAPACITY, FORECAST, HPA, POLICY, MANIFESTS], packages: [] },
  "src/core/simulation": {
    rooms: [...NUMBERS, TRACE, MODEL, CONTESTANTS, DECISION, CAPACITY, HPA, POLICY, MANIFESTS],
    packages: [],
  },
  // Of the model of the autoscaler it knows the words alone.
  [MANIFESTS]: { rooms: [...NUMBERS, DOCUMENTS, `${HPA}/types.ts`], packages: ["yaml"] },
  "src/adapters/settings": ADAPTER,
  "src/adapters/prometheus": ADAPTER,
  "src/adapters/kubernetes": ADAPTER,
  "src/adapters/certificates": ADAPTER,
  "src/adapters/store": ADAPTER,
  "src/adapters/telemetry": ADAPTER,
  "src/adapters/files": ADAPTER,
  // What the service needs of the outside, a file for each thing: no classes of others, so that a test can play it.
  [PORTS]: { rooms: [CORE], packages: [] },
  [CONTROL]: { rooms: [CORE, PORTS], packages: [] },
  // What is known of the cluster, a file for each kind, fed by informers; "not synced" is known too.
  [MIRROR]: { rooms: [CORE, PORTS], packages: [] },
  // What is offered to autoscalers, with its age; every way out reads it here.
  [SIGNALS]: { rooms: [CORE, PORTS, CONTROL], packages: [] },
  // What Prometheus is asked because somebody looks, each answer kept for a while.
  [LOOKUPS]: { rooms: [CORE, PORTS, CONTROL], packages: [] },
  // How a server of ours listens, and what it bears.
  [LISTENING]: { rooms: [], packages: ["node:http", "node:https", "node:net"] },
  "src/service/controllers/scaling": CONTROLLER,
  "src/service/controllers/certificates": { ...CONTROLLER, packages: ["node:crypto"] },
  "src/service/http": HTTP,
  "src/service/metrics-api": EXIT,
  "src/service/keda": EXIT,
  "src/web": { rooms: [CORE, "src/service/http/view.ts", "src/service/http/views"], packages: "any" },
  // Parts are put together here; `headroom demo` starts the demo shop.
  "src/cli": { rooms: [CORE, ADAPTERS, "src/service/", "demo"], packages: "any" },
  // Programs of others that we run: found, installed, built.
  programs: { rooms: [], packages: "any" },
  demo: { rooms: [CORE, "src/service/http/view.ts", "programs"], packages: "any" },
  bench: { rooms: [CORE, ADAPTERS, "demo", "programs", "test"], packages: "any" },
  // Hostile inputs, held against Prometheus' own programs.
  fuzz: { rooms: [CORE, ADAPTERS, "programs"], packages: "any" },
  scripts: { rooms: ["src/", "programs"], packages: "any" },
};

/**
 * Why a file may not import something, or undefined if it may. Paths are relative to the root, with forward slashes.
 */
export function importFault(file: string, specifier: string): string | undefined {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : ROOMS[room];
  if (room === undefined || rule === undefined) {
    return `${file} is in no room of the table in scripts/rooms.ts: move it, or add its folder there`;
  }
  if (!specifier.startsWith(".")) return packageFault(room, rule, specifier);
  const target = posix.join(posix.dirname(file), specifier);
  if (roomOf(target) === room || rule.rooms.some((allowed) => isWithin(target, allowed))) return undefined;
  return `${room} may not import ${roomOf(target) ?? target}; of ours it may import ${list(rule.rooms)}`;
}

function packageFault(room: string, rule: Room, specifier: string): string | undefined {
  if (rule.packages === "any") return undefined;
  if (rule.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return undefined;
  return `${room} may not import ${specifier}; of packages it may import ${list(rule.packages)}`;
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);

/** The innermost room that a file lies in. */
const roomOf = (path: string): string | undefined =>
  Object.keys(ROOMS)
    .filter((room) => isWithin(path, room))
    .toSorted((a, b) => b.length - a.length)[0];

const list = (names: readonly string[]): string => (names.length === 0 ? "nothing" : names.join(", "));
