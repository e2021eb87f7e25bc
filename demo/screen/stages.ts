/** Where the demo says what it does. */
export interface Screen {
  /** The demo's own words: tables, addresses, pages. */
  readonly show: (text: string) => void;
  /** Does a piece of work and says how long it took; `work` may return words for what came of it. */
  readonly stage: <T>(title: string, work: () => Promise<T>, outcome?: (result: T) => string) => Promise<T>;
}

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SPIN_MILLISECONDS = 120;
const CLEAR_LINE = "\r\u001B[2K";

/** Progress goes to stderr, one line for each stage when it is done; only a terminal gets a spinner. */
export function openScreen(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Screen {
  const begun = performance.now();
  const stage: Screen["stage"] = async (title, work, outcome) => {
    const started = performance.now();
    const spinner = stderr.isTTY ? spin(stderr, title) : undefined;
    try {
      const result = await work();
      const words = outcome === undefined ? "" : `: ${outcome(result)}`;
      spinner?.();
      stderr.write(`${clock(begun)}  ${title}${words} (${seconds(started)})\n`);
      return result;
    } finally {
      spinner?.();
    }
  };
  return { show: (text) => void stdout.write(`${text}\n`), stage };
}

/** Turns until it is called; a second call does nothing. */
function spin(stderr: NodeJS.WriteStream, title: string): () => void {
  let turn = 0;
  const draw = (): void => void stderr.write(`${CLEAR_LINE}${SPINNER[turn++ % SPINNER.length] ?? ""} ${title}`);
  draw();
  let timer: NodeJS.Timeout | undefined = setInterval(draw, SPIN_MILLISECONDS);
  return () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    stderr.write(CLEAR_LINE);
  };
}

const clock = (begun: number): string => `[${((performance.now() - begun) / 1000).toFixed(0).padStart(3)} s]`;

const seconds = (started: number): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
