/** What a spec file may hold. The first two keep a hostile file from stopping the process. */
export const LIMITS = {
  /** Beyond it YAML libraries block for seconds. */
  fileBytes: 256 * 1024,
  /** Of one list or map. */
  entries: 1000,
  slosPerFile: 200,
  descriptionLength: 10_000,
  labels: 32,
  labelValueLength: 1024,
  /** Leaves 10 of Kubernetes' 63 characters for the suffixes of generated objects. */
  nameLength: 53,
  listLength: 50,
  /** Of one SLO, beside the usual burn windows: each costs its rules one more recording, and the ledger two reads. */
  ownWindows: 8,
  /** Of an exclusion: it stands in notes and on dashboards. */
  reasonLength: 200,
  /** More findings of one file are counted, not shown. */
  findings: 100,
} as const;
