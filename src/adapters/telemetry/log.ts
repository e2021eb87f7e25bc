import { LineQuota } from "./line-quota.ts";

/** What a log line may carry besides its sentence; errors are reduced to their messages. */
export type LineFields = Readonly<Record<string, unknown>>;

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line per event: a fixed sentence and fields. */
export type LineLog = Readonly<Record<LogLevel, (sentence: string, fields?: LineFields) => void>>;

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: "json" | "text";
  readonly write: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ids of the present span, if one is recorded. */
  readonly traceIds: () => LineFields;
}

export function createLog(options: LogOptions): LineLog {
  const least = LOG_LEVELS.indexOf(options.level);
  const print = options.format === "json" ? jsonLine : textLine;
  const quota = new LineQuota();
  const write = (level: LogLevel, sentence: string, fields: LineFields, nowMs: number): void =>
    options.write(`${print(level, sentence, fields, new Date(nowMs).toISOString())}\n`);
  const at =
    (level: LogLevel) =>
    (sentence: string, fields: LineFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) < least) return;
      const nowMs = options.now();
      for (const { sentence: told, lines } of quota.turn(nowMs))
        write("warn", "lines were left out of the log", { sentence: told, lines }, nowMs);
      if (quota.admits(sentence)) write(level, sentence, { ...fields, ...options.traceIds() }, nowMs);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function jsonLine(level: LogLevel, sentence: string, fields: LineFields, ts: string): string {
  return JSON.stringify({ ts, level, msg: sentence, ...plain(fields) });
}

function textLine(level: LogLevel, sentence: string, fields: LineFields, ts: string): string {
  const shown = Object.entries(plain(fields)).map(
    ([name, value]) =>
      `${name}=${typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  const loud = level === "info" ? "" : `${level.toUpperCase()} `;
  return [`${ts.slice(11, 19)} ${loud}${sentence}`, ...shown].join("  ");
}

function plain(fields: LineFields): Record<string, unknown> {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    defined.map(([name, value]) => [name, shortened(value instanceof Error ? describe(value) : value)]),
  );
}

/** What is longer is cut: queries and what others answer have no bounds of their own. */
const LONGEST_FIELD = 4_096;

const shortened = (value: unknown): unknown =>
  typeof value === "string" && value.length > LONGEST_FIELD
    ? `${value.slice(0, LONGEST_FIELD)}… (${value.length} characters)`
    : value;

/** An error with its causes; no stack, which a log line has no room for. */
function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${describe(error.cause)}` : error.message;
}
