"use strict";

/**
 * V8's second compiler at times has two results of one function share their numbers, on a busy machine (Node 26): the
 * budget of one policy of a replay stood in the row of the one before. Without it the third one takes over a little
 * later.
 */
const WITHOUT_MAGLEV = "--no-maglev";

module.exports = { WITHOUT_MAGLEV };
