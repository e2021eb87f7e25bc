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
  const at =
    (level: LogLevel) =>
    (sentence: string, fields: LineFields = {}): void => {
      if (LOG_LEVELS.indexOf(level) < least) return;
      options.write(
        `${print(level, sentence, { ...fields, ...options.traceIds() }, new Date(options.now()).toISOString())}\n`,
      );
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
  return Object.fromEntries(defined.map(([name, value]) => [name, value instanceof Error ? describe(value) : value]));
}

/** An error with its causes; no stack, which a log line has no room for. */
function describe(error: Error): string {
  return error.cause instanceof Error ? `${error.message}: ${describe(error.cause)}` : error.message;
}
