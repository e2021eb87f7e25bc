/** What can be made to go wrong at the checkout. */
export type ShopFault = "errors" | "latency" | "none";

const FAULTS: readonly ShopFault[] = ["errors", "latency", "none"];

export const isShopFault = (text: string): text is ShopFault => FAULTS.some((fault) => fault === text);

/** A story of the checkout's replicas: more visitors than its pods can serve, or a version of it that fails. */
export type ReplicaStory = "surge" | "bad-deploy";

/** What the demo can show. */
export type DemoFault = ShopFault | ReplicaStory;

export const DEMO_FAULTS: readonly DemoFault[] = ["errors", "latency", "surge", "bad-deploy", "none"];

export const isReplicaStory = (fault: DemoFault): fault is ReplicaStory => !isShopFault(fault);

/** Share of requests that a fault hits. */
export const FAULT_SHARE = 0.97;
