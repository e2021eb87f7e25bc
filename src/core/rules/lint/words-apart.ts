/**
 * Words that exporters of JMX beans write as one, as in `numdeaddatanodes` or `allocatedvcores`. All of a joined word
 * has to be made of these, so that a word of its own stays whole.
 */
const PARTS = new Set(
  `active agg alloc allocated app apps avail available average avg bad block blocked blocks broker buffer byte bytes cache
  call calls capacity client clients committed compaction connection connections container containers core cores count
  cpu current currently data dead delay depth directory disk disks error errors eviction evictions expired failed failure
  failures file files flush free gb global heap hit hits idle in inactive kb lag latency leader length limit live load
  local lock locks log lost manager master max mb mem memory merge message messages min miss misses missing mutation node
  nodes num number of offline open operation operations out over partition partitions pending percent pool pool
  preferred process processing producer queue queued queues query queries ratio read reads rebalance region regions
  rejected remaining replica replicas replicated replication request requests reserved resource response rows segment
  segments server servers session sessions size slow space state storage store stores stored submitted system table task
  tasks temp thread threads time total transaction transactions under unhealthy usage used utilization vcores volume
  volumes wait waiting worker workers write writes`
    .split(/\s+/)
    .filter((part) => part !== ""),
);

/** The words of a metric's name with joined ones taken apart: `_num_dead_data_nodes_` for `_numdeaddatanodes_`. */
export const wordsApart = (words: string): string =>
  words.replaceAll(/[a-z]{6,}/g, (word) => partsOf(word)?.join("_") ?? word);

/** Longest parts first, so that `failures` is no `failure` with a rest. */
function partsOf(word: string): readonly string[] | undefined {
  if (word === "") return [];
  for (let end = word.length; end > 1; end -= 1) {
    const first = word.slice(0, end);
    const rest = PARTS.has(first) ? partsOf(word.slice(end)) : undefined;
    if (rest !== undefined) return [first, ...rest];
  }
  return undefined;
}
