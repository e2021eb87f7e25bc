/** What can be made to go wrong at the checkout. */
export type ShopFault = "errors" | "latency" | "none";

export const FAULTS: readonly ShopFault[] = ["errors", "latency", "none"];

export const isShopFault = (text: string): text is ShopFault => FAULTS.some((fault) => fault === text);

/** Share of requests that a fault hits. */
export const FAULT_SHARE = 0.97;
