"use strict";

// Written for Node 14 and newer: its first task is to find a Node that runs Headroom itself.
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { OLDEST_MAJOR, isRecentEnough, packagedNode } = require("./packaged-node.js");
const { WITHOUT_MAGLEV } = require("./without-maglev.js");

if (isRecentEnough()) {
  startHere();
} else {
  startOnPackagedNode();
}

function startHere() {
  require("v8").setFlagsFromString(WITHOUT_MAGLEV);
  useCompileCache();
  import(pathToFileURL(entryFile()).href).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(3);
  });
}

function startOnPackagedNode() {
  const node = packagedNode();
  if (node === undefined) {
    process.stderr.write(
      `headroom: found Node.js ${process.versions.node}, expected ${OLDEST_MAJOR} or newer\n` +
        `  help: run "npm ci" in a clone (it brings its own Node.js), or install Node.js ${OLDEST_MAJOR}\n`,
    );
    process.exit(3);
  }
  require("./run-node.js").runNode(node, [path.join(__dirname, "headroom"), ...process.argv.slice(2)]);
}

/** A clone runs its sources, Node strips the types; a published package brings them compiled. */
function entryFile() {
  const root = path.dirname(__dirname);
  const source = path.join(root, "src", "cli", "main.ts");
  return fs.existsSync(source) ? source : path.join(root, "dist", "src", "cli", "main.js");
}

/** Compiled code is kept in the user's own folder, so that the second start is fast. NODE_COMPILE_CACHE overrides it. */
function useCompileCache() {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return;
  const home = process.env.HOME || process.env.USERPROFILE;
  const cache = process.env.XDG_CACHE_HOME || (home && path.join(home, ".cache"));
  if (cache) require("module").enableCompileCache(path.join(cache, "headroom", "compile-cache"));
}
