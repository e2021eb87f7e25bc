/** What can be made to go wrong at the checkout. */
export type ShopFault = "errors" | "latency" | "none";

const FAULTS: readonly ShopFault[] = ["errors", "latency", "none"];

export const isShopFault = (text: string): text is ShopFault => FAULTS.some((fault) => fault === text);

/** What the demo can show: a fault of the checkout, or more visitors than its pods can serve. */
export type DemoFault = ShopFault | "surge";

export const DEMO_FAULTS: readonly DemoFault[] = ["errors", "latency", "surge", "none"];

/** Share of requests that a fault hits. */
export const FAULT_SHARE = 0.97;
