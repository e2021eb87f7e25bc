import fc from "fast-check";

/** How often something is as people write it, for each time that it is odd: an input holds some ten such choices. */
export const USUAL_WEIGHT = 14;

export const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: USUAL_WEIGHT, arbitrary: usual }, { weight: 1, arbitrary: odd });

export const mostlyOf = (usual: readonly string[], odd: readonly string[]): fc.Arbitrary<string> =>
  mostly(fc.constantFrom(...usual), fc.constantFrom(...odd));
