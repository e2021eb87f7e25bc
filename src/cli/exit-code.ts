/** What the shell is told; documented, and the same for every command. */
export const exitCode = {
  done: 0,
  /** The input has problems, generated files have drifted, or a gate is closed. */
  problems: 1,
  /** Wrong usage: an unknown command, option or value. */
  usage: 2,
  /** An outside part failed: Prometheus, a port, the file system. */
  outside: 3,
} as const;
