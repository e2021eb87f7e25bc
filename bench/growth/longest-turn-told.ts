/** What the log says on a signal where `longest-turn.ts` was loaded before the service. */
export const LONGEST_TURN = "longest turn";
