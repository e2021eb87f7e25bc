/** The parts of the demo shop; the name is the `job` label too. */
export type ServiceName = "gateway" | "checkout" | "search";

export interface Handler {
  readonly path: string;
  readonly method: "GET" | "POST";
  /** Share of the shop's visits that reach it. */
  readonly visitShare: number;
  /** Who answers behind the gateway. */
  readonly upstream?: Exclude<ServiceName, "gateway">;
  /** An answer that is the customer's affair: not found, or a declined card. */
  readonly refused: { readonly code: string; readonly share: number };
}

/** How durations of a kind of request lie in {@link BUCKETS}: cumulative shares, and their mean in seconds. */
export interface DurationShape {
  readonly cumulative: readonly number[];
  readonly mean: number;
}

export interface ShopService {
  readonly name: ServiceName;
  readonly pods: number;
  readonly handlers: readonly Handler[];
  /** The status code of its own failures. */
  readonly failureCode: string;
  readonly baseErrors: number;
  /** Share of requests slower than its SLO allows on an ordinary day. */
  readonly baseSlow: number;
  readonly fast: DurationShape;
  readonly slow: DurationShape;
}

/**
 * Upper bounds of the duration histogram in seconds; they hold the bounds of the latency SLOs. None is a whole
 * number: Prometheus 2 keeps `1` as it is, Prometheus 3 writes `1.0`, and the history must join the live series in
 * both.
 */
export const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1.5, 2.5] as const;

export const NAMESPACE = "shop";

/** Visits to the gateway per second at the busiest minute of the day. */
export const PEAK_VISITS_PER_SECOND = 40;

export const POOL_SIZE = 10;

const NO_PAGE = { code: "404", share: 0.01 };
const DECLINED_CARD = { code: "402", share: 0.006 };

const SEARCH: Handler = { path: "/search", method: "GET", visitShare: 0.4, upstream: "search", refused: NO_PAGE };
const CART: Handler = { path: "/cart", method: "GET", visitShare: 0.25, upstream: "checkout", refused: NO_PAGE };
const PAY: Handler = { path: "/pay", method: "POST", visitShare: 0.15, upstream: "checkout", refused: DECLINED_CARD };
const HOME: Handler = { path: "/", method: "GET", visitShare: 0.2, refused: NO_PAGE };

/** Orders are counted where they are paid. */
export const ORDER_PATH = PAY.path;

const UNDER_HALF_A_SECOND = {
  fast: { cumulative: [0.62, 0.9, 0.99, 1, 1, 1], mean: 0.05 },
  slow: { cumulative: [0, 0, 0, 0, 0.85, 0.98], mean: 1 },
} as const;

const UNDER_A_QUARTER = {
  fast: { cumulative: [0.7, 0.95, 1, 1, 1, 1], mean: 0.042 },
  slow: { cumulative: [0, 0, 0, 0.6, 0.95, 1], mean: 0.55 },
} as const;

export const SERVICES: Readonly<Record<ServiceName, ShopService>> = {
  gateway: {
    name: "gateway",
    pods: 2,
    handlers: [HOME, SEARCH, CART, PAY],
    failureCode: "502",
    baseErrors: 0.00005,
    baseSlow: 0.0005,
    ...UNDER_HALF_A_SECOND,
  },
  checkout: {
    name: "checkout",
    pods: 3,
    handlers: [CART, PAY],
    failureCode: "503",
    baseErrors: 0.0002,
    baseSlow: 0.00015,
    ...UNDER_HALF_A_SECOND,
  },
  search: {
    name: "search",
    pods: 2,
    handlers: [SEARCH],
    failureCode: "500",
    baseErrors: 0.0008,
    baseSlow: 0.002,
    ...UNDER_A_QUARTER,
  },
};

/** Backends first: the gateway adds up what they did. */
export const SERVICE_NAMES: readonly ServiceName[] = ["checkout", "search", "gateway"];

/** Database connections that are busy at this share of the day's peak. */
export const connectionsInUse = (load: number): number => 2 + Math.round(3 * load);
