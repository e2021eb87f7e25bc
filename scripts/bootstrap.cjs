"use strict";

// node scripts/bootstrap.cjs <script> [arguments]
// Runs one of our scripts on the right Node in a bare clone: written for Node 14 and newer, and without any package.
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");
const { isRecentEnough, packagedNode } = require("../bin/packaged-node.js");
const { runNode } = require("../bin/run-node.js");
const { WITHOUT_MAGLEV } = require("../bin/without-maglev.js");

const root = path.dirname(__dirname);
const [script, ...rest] = process.argv.slice(2);

if (script === undefined) fail('found no script, expected "node scripts/bootstrap.cjs <script> [arguments]"', 2);
if (!isInstalled()) install();

const node = packagedNode() || (isRecentEnough() ? process.execPath : undefined);
if (node === undefined)
  fail(
    `Node.js ${process.versions.node} is too old and npm has no newer one for this platform; install Node.js 24 or newer`,
    3,
  );

process.env.PATH = path.join(root, "node_modules", ".bin") + path.delimiter + process.env.PATH;
runNode(node, [WITHOUT_MAGLEV, path.join(root, script), ...rest]);

/** Whether node_modules holds what the lock file names. Versions are compared, since a checkout says nothing by its file times. */
function isInstalled() {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const present = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  return Object.keys(wanted)
    .filter((name) => name !== "" && !wanted[name].optional)
    .every((name) => present[name] !== undefined && present[name].version === wanted[name].version);
}

function readPackages(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")).packages : {};
}

function install() {
  process.stderr.write("installing the packages of package-lock.json (npm ci)\n");
  const npm = process.env.npm_execpath || "";
  const ci = ["ci", "--include=optional", "--include=dev"];
  const [command, args] = npm.endsWith("npm-cli.js") ? [process.execPath, [npm, ...ci]] : ["npm", ci];
  // The answer of the script that follows owns stdout.
  const done = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (done.status !== 0) fail("npm ci failed; its message stands above", 3);
}

function fail(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
