"use strict";

const os = require("os");
const { spawn } = require("child_process");

const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"];

/** Runs a Node binary in this process's place: same streams, signals passed on, same exit code or signal. */
function runNode(binary, args) {
  const child = spawn(binary, args, { stdio: "inherit" });
  for (const signal of SIGNALS) process.on(signal, () => passOn(signal, child));
  child.on("error", (error) => {
    process.stderr.write(
      `headroom: ${binary} does not start: ${error.message}\n  help: install Node.js 24 or newer and run it with that\n`,
    );
    process.exit(3);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    for (const handled of SIGNALS) process.removeAllListeners(handled);
    process.kill(process.pid, signal);
    // A signal that does not end this process (SIGPIPE is ignored by Node) still has its shell code.
    setTimeout(() => process.exit(128 + os.constants.signals[signal]), 100);
  });
}

function passOn(signal, child) {
  // A terminal sends Ctrl-C to the child as well; passed on, it would count as the second, impatient one.
  const fromTerminal = signal === "SIGINT" && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  if (!fromTerminal) child.kill(signal);
}

module.exports = { runNode };
