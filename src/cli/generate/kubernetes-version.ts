import { InvalidArgumentError } from "commander";

/** autoscaling/v2 is served since 1.23. */
const OLDEST_MINOR = 23;

/** The minor version that a text such as `1.35`, `v1.35` or `1.35.2` names. */
export function kubernetesMinor(text: string): number {
  const minor = Number(/^v?1\.(\d{1,3})(?:[.+-].*)?$/.exec(text)?.[1] ?? Number.NaN);
  if (!(minor >= OLDEST_MINOR))
    throw new InvalidArgumentError(`Expected a version from 1.${OLDEST_MINOR} on, such as 1.35.`);
  return minor;
}
