import type { ListenAddress } from "../../adapters/settings/schema.ts";

/**
 * What to tell someone whose address cannot be listened on.
 *
 * @param flag - the one that names the address
 * @throws the error when it is none of the system's
 */
export function describeListenFailure({ host, port }: ListenAddress, error: unknown, flag: string): string {
  if (!(error instanceof Error) || !("code" in error)) throw error;
  switch (error.code) {
    case "EADDRINUSE":
      return `headroom: port ${port} on ${host} is in use by another program\n  help: choose another with ${flag} ${host}:${port + 1}, or any free one with ${flag} ${host}:0\n`;
    case "EACCES":
      return `headroom: port ${port} is open to administrators only\n  help: choose one above 1023 with ${flag} ${host}:8080\n`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `headroom: ${host} is no address of this machine\n  help: listen on 127.0.0.1, or on 0.0.0.0 for all of them\n`;
    default:
      return `headroom: cannot listen on ${host}:${port}: ${error.message}\n`;
  }
}
