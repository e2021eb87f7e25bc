import type { CauseKind } from "./cause-kind.ts";
import {
  CACHE,
  CONNECTIONS,
  INTERNALS,
  POOL_TIMEOUTS,
  QUEUE,
  REPLICATION,
  SATURATION,
  WAITING,
} from "./data-causes.ts";
import { CPU, HARDWARE, LOAD_AVERAGE, MEMORY, NETWORK, OPEN_FILES, OUT_OF_MEMORY, SWAP } from "./machine-causes.ts";
import { DISK } from "./storage-causes.ts";
import { GARBAGE_COLLECTION, RESTARTS, THREADS, WORKLOADS } from "./workload-causes.ts";

/**
 * Words as the usual exporters use them (node_exporter, cAdvisor, kube-state-metrics, the client libraries of Go, Java,
 * Node and Python, those of databases, queues, hardware and clouds), and as others use them likewise. The first row
 * that fits decides.
 */
export const CAUSE_KINDS: readonly CauseKind[] = [
  GARBAGE_COLLECTION,
  HARDWARE,
  LOAD_AVERAGE,
  CPU,
  SWAP,
  OUT_OF_MEMORY,
  MEMORY,
  DISK,
  NETWORK,
  OPEN_FILES,
  RESTARTS,
  WORKLOADS,
  THREADS,
  POOL_TIMEOUTS,
  WAITING,
  REPLICATION,
  QUEUE,
  INTERNALS,
  CONNECTIONS,
  CACHE,
  SATURATION,
];
