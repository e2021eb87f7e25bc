import { type CauseKind, DRAW, LEAK, TICKET, words } from "./cause-kind.ts";

/** As node_exporter, IPMI, Redfish, SMART and SNMP name what a machine is made of. */
export const HARDWARE: CauseKind = {
  what: "the hardware's sensors or clock",
  metrics: words`
    hardware hw chassis shelf ipmi idrac ilo hpilo redfish mc_errors edac ecc mce pcie
    sensors?_(?:temp|fan|power|state|status|health|value|reading|oper_status|alarms?)
    ent_(?:phy_)?sensor\w* env_mon\w* environment_(?:power|fan|temp\w*) jnx_operating\w* supply_state
    hwmon thermal\w* temperatures? overtemperature temp_(?:celsius|c|f|crit|max) celsius fahrenheit humidity
    (?:cpu|gpu|core|system|board|drive|disk|device|zone|sensor|inlet|outlet|ambient|pi)_temp
    (?:chassis|operating|asic|module|room|rack|edge|junction|water|oil|motor|battery|psu|nvme|host)_temp
    cooling fans?_(?:speed|rpms?|status|state|health|failed|up|ok)
    psu pdu ups nut apcupsd battery power_(?:supply|supplies|up)
    power_(?:state|usage|watts|consumption|status|draw|level|input|output|on_hours)
    (?:host|system|server|chassis|hardware|hw)_power power watts volts? voltage milliwatts joules amperes
    timex ntpd? chrony clock_(?:skew|drift|sync\w*) (?:clock|time|ntp)_offset\w* time_(?:drift|skew|sync\w*|jump\w*)
    gpu dcgm nvidia(?:_smi)? entropy
    smartctl smartmon smart_(?:healthy|health|attributes?|status|failed|passed) nvme media_errors wear(?:out)?_level\w*
    device_health\w* drive_(?:status|state|health|failed|failures) controller_(?:battery|status|health)
    bbu(?:_\w+)? (?:bad|reallocated|pending)_sectors? uncorrectable\w* endurance\w* nvlink\w* brownouts? door_open water_leak
    optical_\w+ sfp(?:_\w+)? dbm rssi signal_strength predictive_failures? (?:physical|virtual)_drives?\w* megaraid storcli perccli s?sacli hpssacli hpsa
  `,
  but: /_(?:horse|brain|will|em|voting)_?power_|_follow_ups_|_sign_ups_|_power_(?:users|bi)_/,
  beats: "pressing",
  instead: TICKET,
};

/** As node_exporter and agents name the load average of the system. */
export const LOAD_AVERAGE: CauseKind = {
  what: "the load average",
  metrics: words`
    (?:cluster|shard|node|host|server|broker|worker|pdu|ups)_load la_load processor_load load_?\d+m node_load(?:1|5|15) load_?(?:average|avg)\w* system_load\w* load(?:1|5|15) os_load\w*
  `,
  // What a broker sends and takes each minute is traffic.
  but: /_(?:publish|bytes|messages?|packets?|received|sent|dropped)_/,
  beats: "pressing",
  instead: DRAW,
};

/** As node_exporter, cAdvisor, process collectors and clouds name time and share of processors. */
export const CPU: CauseKind = {
  what: "CPU use",
  metrics: words`
    [a-z]*cpu(?:s|load|time|total\w*|util\w*|usage|busy|idle|percent|\d+)? v?cpus?_\w+ cpm_cpu\w*
    processor_(?:time|util\w*|queue) context_switch(?:es)? ctx_switch(?:es)? steal_time nr_throttled container_throttl\w* cores_(?:free|used|available|usage)
    cfs_throttled throttled_(?:periods|seconds) iowait credit_?balance intr interrupts soft_?irqs? schedstat run_?queue\w*
  `,
  beats: "pressing",
  instead: DRAW,
};

/** What is paged out, and how much of it there is. */
export const SWAP: CauseKind = {
  what: "swapping",
  metrics: words`swap\w* pswp(?:in|out) pswpd paging_file os_paging pages_swapped`,
  beats: "pressing",
  instead: DRAW,
};

/** Processes that the kernel or a container runtime ended for their memory. */
export const OUT_OF_MEMORY: CauseKind = {
  what: "processes killed for memory",
  metrics: words`oom ooms oom_?kill(?:s|ed|er|ing)? out_of_memory\w*`,
  beats: "pressing",
  instead: LEAK,
};

/** As node_exporter, cAdvisor, runtimes and databases name memory that is taken or left. */
export const MEMORY: CauseKind = {
  what: "memory use",
  metrics: words`
    mem [a-z]*mem(?:ory)?(?:usage|use|used|free|avail\w*|bytes|percent\w*)? memstats memstore\w* ram ram_?usage maxmemory
    old_?gen perm_?gen eden(?:_space)? committed_bytes max_?rss     heap [a-z]*heap_?(?:size|usage|used|free)? nonheap metaspace rss resident working_set slab sys_bytes private_bytes
    (?:allocated|alloc)_bytes freeable_memory jvm_buffer hugepages? pgmajfaults? pgfaults? page_faults over_?(?:commit|book)\w*
  `,
  beats: "pressing",
  instead: LEAK,
};

/** As node_exporter, Windows, SNMP (RFC 2863) and the routing protocols' exporters count them. */
export const NETWORK: CauseKind = {
  what: "network counters",
  metrics: words`
    paths?_(?:active|up|down|degraded|state|status)
    (?:windows|wmi|win)_net (?:node|container|host|system|windows|instance|vm|pod|machine)_network
    network_(?:receive|transmit|io|in|out|bytes|errors|drops?|carrier|up|throughput|bandwidth|packets|usage|latency)
    (?:link|network|interface|port|peer|tunnel|neighbor|protocol|session)_up links?_(?:state|status|down|flaps?)
    packets?_(?:\w+_)?(?:drops?|dropped|discards?|discarded|errors?|errs) (?:dropped|discarded)_packets listen_drops
    if_(?:hc_)?(?:in|out) if_(?:hc_)?(?:in|out)_\w+ if_oper_status if_admin_status if_speed if_last_change
    interface_(?:receive|transmit|in|out|errors|discards|status|state|speed|up|resets) carrier_changes ethtool infiniband wifi
    netstat sockstat softnet [a-z]*conntrack bonding bond nic netdev arp ipvs bandwidth vrrp\w* keepalived
    ports?_(?:used|exhausted|available) ephemeral_ports\w* retransmi\w+ retrans(?:_\w+)?
    [rt]x_(?:errors?|errs|dropped|drops?|bytes|packets|power\w*|crc\w*) crc_errors? collisions mtu_mismatch tcam congestion\w*
    (?:node|host|net|nic|interface)_bytes_(?:sent|recv\w*) lacp(?:_\w+)? isis(?:_\w+)? ldp(?:_\w+)? listen_overflows rcvbuf_errors?
    sockets_time_?wait tcp_orphans udp_\w*errors? tcp_(?:retrans\w*|sockets?|connection_states|timewait|time_wait|listen\w*) udp_(?:errors|queues)
    bgp ospf bfd bgp_\w+ ospf_\w+ peer_round_trip_time
  `,
  beats: "pressing",
  instead: DRAW,
};

/** File descriptors and handles, by process and by system. */
export const OPEN_FILES: CauseKind = {
  what: "open files",
  metrics: words`
    sockets?_(?:used|total|open|inuse|available|limit) open_sockets inotify\w* fds? open_fds max_fds filefd nofile openfiles
    fd_(?:used|total|limit) (?:open_?|max_?)?file_?descriptors?(?:count)?(?:_\w+)? file_?handles? process_handles
    handles?_(?:count|open|used|total) (?:open|opened|max_open)_(?:\w+_)?files?
  `,
  beats: "pressing",
  instead: TICKET,
};
