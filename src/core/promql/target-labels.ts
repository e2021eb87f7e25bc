/** What tells one scraped target from another; a restart or a new label shows as a change within it. */
export const TARGET_LABELS: readonly string[] = ["job", "instance", "namespace", "pod", "container"];
