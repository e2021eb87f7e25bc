import { run } from "./child.ts";

/**
 * Debian starts a service when its package is installed, and again at the next boot. We want the program alone:
 * the policy file is Debian's own way to say so, and it goes away again if it was not there before.
 */
const INSTALL = `
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'exit 1' INT TERM HUP
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends "$@"
for package in "$@"; do
  if [ -e "/lib/systemd/system/$package.service" ]; then systemctl disable "$package" || true; fi
done
`;

export async function installPackages(packages: readonly string[], as: "as-root" | "by-sudo"): Promise<void> {
  const shell = ["sh", "-c", INSTALL, "install-packages", ...packages];
  if (as === "as-root") await run("env", shell);
  else await run("sudo", ["-n", ...shell]);
}
