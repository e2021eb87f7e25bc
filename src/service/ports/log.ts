/** What a log line may carry besides its sentence; errors are reduced to their messages. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * What the service needs of a log. One line per event: a fixed sentence and fields, so that lines can be counted by
 * sentence.
 */
export interface Log {
  debug(sentence: string, fields?: LogFields): void;
  info(sentence: string, fields?: LogFields): void;
  warn(sentence: string, fields?: LogFields): void;
  error(sentence: string, fields?: LogFields): void;
}
