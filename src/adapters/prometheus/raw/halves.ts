/** Where in memory the lower half of a number stands on this machine. */
export const LOW = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;
export const HIGH = 1 - LOW;

/** The bits of the number that marks the end of a series: as a JavaScript number they would be any NaN. */
export const STALE_HIGH = 0x7ff0_0000;
export const STALE_LOW = 2;
