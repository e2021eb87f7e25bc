import { setFlagsFromString } from "node:v8";

// As the command line runs: see bin/without-maglev.js.
setFlagsFromString("--no-maglev");
