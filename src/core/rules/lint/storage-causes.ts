import { type CauseKind, TICKET, words } from "./cause-kind.ts";

/** As node_exporter, kubelet, arrays, file systems and databases name what they write to. */
export const DISK: CauseKind = {
  what: "disk space or disk load",
  metrics: words`
    disks? [a-z]*disk_?(?:usage|used|free|space\w*)? dsk_percent df hdd\w* ssd\w* rootfs mount_free thin_?pool\w* [a-z]*filesystems? xfs ext4 btrfs nfsd? mountstats inodes?
    (?:container|node|host|system|hdfs|win|windows|elasticsearch)_fs
    fs_(?:usage|used|free|avail|available|size|limit|inodes?|reads?|writes?|bytes|percent|files|total|path)
    kubelet_volume volume_(?:stats|bytes|size|used|usage|free|available|avail|capacity|space|inodes|full|status|state|health)
    volume_(?:used|actual|robustness)\w* volume_failures? (?:size_of|degraded)_volumes? datastores? brick_up
    node_md md_disks mdadm raid raid_\w+ zfs zpool lvm vg_(?:free|size) tablespaces?
    array_(?:state|status|degraded|space) aggr_(?:space|inode)\w* aggregate_used\w*
    (?:drives?|disks?)_offline offline_(?:drives?|disks?) offline_?log_?director\w*
    io_(?:time|waits?|stalls?|util\w*|pressure|await|saturation|errors?) aio_errors? pressure_io iops fsync fdatasync
    user_io burst_balance backend_commit collector_pg_wal
    wal_(?:size|bytes|files|segments|fsync\w*|disk\w*)
    ledgers ledger_(?:dirs?|writable\w*|disk\w*) data_?dir_(?:size|usage) mvcc_db(?:_\w+)? db_total_size\w*
    (?:database|data|db|table|index|bucket|log|store|shard|segment|journal)_(?:total_)?size(?:_\w+)? bloat temp_bytes
    [a-z]*fragmentation write_amplification flush_time near_?full backfillfull pool_(?:near_)?full osd_\w*full
    store_throttl\w* osd_host_down osd_(?:up|down|in|out|utili[sz]ation|apply_latency|commit_latency|perf)
    (?:free|used|low)_?space space_(?:used|free|available|left|usage|total|percent\w*)
    storage_(?:space|used|free|usage|size|capacity|available|bytes|percent|full|utili[sz]ation) free_storage
    store_(?:used|available|capacity|space)\w* cluster_total_used pool_max_avail
    capacity_?(?:remaining|used|free|usable|total|bytes|percent|available|aggregate)\w* available_capacity
    (?:avail|available|free|used)_(?:pct|percent\w*) percent(?:age)?_(?:used|free)
    (?:free|avail|available|used)_(?:raw_)?bytes bytes_(?:free|used|available|avail)
  `,
  but: /_persistentqueue_|_connections?_|_network_/,
  beats: "pressing",
  instead: TICKET,
};
