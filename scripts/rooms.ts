import { posix } from "node:path";

/** What the files of one folder may import. */
interface Room {
  /** Folders of ours, besides the room itself; a trailing slash admits the rooms inside. */
  readonly rooms: readonly string[];
  /** Packages, or "any". Node's own modules count as the package "node:". */
  readonly packages: readonly string[] | "any";
}

const UNITS = ["core/units", "core/diagnostics"];
const SYNTAX = [...UNITS, "core/promql"];
const HUB = [...SYNTAX, "core/objective"];
const NUMBERS = [...HUB, "core/spec", "core/sli", "core/budget", "core/ledger"];

/** The table of rooms: arrows go one way, `cli -> service -> adapters -> core`. A folder that is not listed may import nothing. */
const ROOMS: Readonly<Record<string, Room>> = {
  "core/units": { rooms: [], packages: [] },
  "core/diagnostics": { rooms: [], packages: [] },
  "core/promql": { rooms: UNITS, packages: ["@prometheus-io/lezer-promql", "@lezer/common", "@lezer/lr"] },
  "core/objective": { rooms: SYNTAX, packages: [] },
  "core/spec": { rooms: [...HUB, "core/sli", "core/budget"], packages: ["yaml", "zod", "mathjs"] },
  "core/sli": { rooms: HUB, packages: [] },
  "core/budget": { rooms: HUB, packages: [] },
  "core/ledger": { rooms: [...HUB, "core/sli", "core/budget"], packages: [] },
  "core/rules": { rooms: NUMBERS, packages: ["yaml"] },
  "core/dashboards": { rooms: NUMBERS, packages: ["@grafana/grafana-foundation-sdk"] },
  "core/evidence": { rooms: NUMBERS, packages: [] },
  "core/scaling": { rooms: NUMBERS, packages: ["yaml", "mathjs"] },
  "adapters/settings": { rooms: ["core/"], packages: "any" },
  "adapters/prometheus": { rooms: ["core/"], packages: "any" },
  "adapters/kubernetes": { rooms: ["core/"], packages: "any" },
  "adapters/store": { rooms: ["core/"], packages: "any" },
  "adapters/telemetry": { rooms: ["core/"], packages: "any" },
  "adapters/files": { rooms: ["core/"], packages: "any" },
  "service/control": { rooms: ["core/", "adapters/"], packages: "any" },
  "service/http": { rooms: ["core/", "adapters/", "service/control"], packages: "any" },
  "service/metrics-api": { rooms: ["core/", "adapters/", "service/control"], packages: "any" },
  "service/keda": { rooms: ["core/", "adapters/", "service/control"], packages: "any" },
  web: { rooms: ["core/", "service/http/view.ts"], packages: "any" },
  // `headroom demo` starts the demo shop, which lies beside src.
  cli: { rooms: ["core/", "adapters/", "service/", "../demo/"], packages: "any" },
};

/** Why a file may not import something, or undefined if it may. Paths are relative to `src`, with forward slashes. */
export function importFault(file: string, specifier: string): string | undefined {
  const room = roomOf(file);
  const rule = room === undefined ? undefined : ROOMS[room];
  if (room === undefined || rule === undefined)
    return `${file} is in no room of the table in scripts/rooms.ts: move it, or add its folder there`;
  if (!specifier.startsWith(".")) return packageFault(room, rule, specifier);

  const target = posix.join(posix.dirname(file), specifier);
  const isOwn = roomOf(target) === room;
  if (
    isOwn ||
    rule.rooms.some(
      (allowed) => target === allowed || target.startsWith(allowed.endsWith("/") ? allowed : `${allowed}/`),
    )
  )
    return undefined;
  return `${room} may not import ${roomOf(target) ?? target}; of ours it may import ${list(rule.rooms)}`;
}

function packageFault(room: string, rule: Room, specifier: string): string | undefined {
  if (rule.packages === "any") return undefined;
  if (rule.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`))) return undefined;
  return `${room} may not import ${specifier}; of packages it may import ${list(rule.packages)}`;
}

function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS).find((room) => path.startsWith(`${room}/`));
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "nothing" : names.join(", ");
}
