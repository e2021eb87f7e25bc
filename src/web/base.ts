/** The path under which the service is reached, without its last slash: empty at the root of a host. */
export const BASE = import.meta.env.BASE_URL.replace(/\/$/, "");
