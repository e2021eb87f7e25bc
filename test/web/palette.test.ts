import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

// States must be told apart by people with each kind of colour vision, on light ground and on dark.

type Colour = readonly [red: number, green: number, blue: number];
type Matrix = readonly [Colour, Colour, Colour];

/** How colours are seen: Machado, Oliveira and Fernandes 2009, at full severity, over linear light. */
const VISIONS: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const STATES = ["ok", "warn", "burning", "exhausted", "no-data"];

const css = readFileSync(new URL("../../src/web/styles/tokens.css", import.meta.url), "utf8");

/** Each colour is said once, for light ground and for dark. */
const tokens = [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)];
const THEMES = {
  light: new Map(tokens.map(([, name = "", light = ""]) => [name, light])),
  dark: new Map(tokens.map(([, name = "", , dark = ""]) => [name, dark])),
};

const channel = (byte: number): number =>
  byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;

function linear(hex = ""): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [channel(value >> 16), channel((value >> 8) & 255), channel(value & 255)];
}
const times = (matrix: Matrix, [r, g, b]: Colour): Colour => {
  const row = ([x, y, z]: Colour): number => x * r + y * g + z * b;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};

const TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
function oklab(colour: Colour): Colour {
  const [l, m, s] = times(TO_CONES, colour);
  return times(TO_LAB, [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)]);
}
const distance = (one: Colour, other: Colour): number => Math.hypot(...one.map((value, i) => value - (other[i] ?? 0)));

const luminance = ([r, g, b]: Colour): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each(Object.entries(THEMES))("the palette of the %s theme", (theme, colours) => {
  it.each(Object.entries(VISIONS))("tells states apart for %s vision", (_, vision) => {
    const seen = STATES.map((state) => oklab(times(vision, linear(colours.get(state)))));
    const distances = seen.flatMap((one, i) => seen.slice(i + 1).map((other) => distance(one, other) * 100));
    expect(distances).toHaveLength(10);
    expect(Math.min(...distances)).toBeGreaterThan(theme === "light" ? 10.7 : 14.4);
  });

  it("can be read on every ground", () => {
    for (const ground of ["page", "surface"])
      for (const name of [...STATES, "text", "text-quiet", "accent"])
        expect([name, contrast(linear(colours.get(name)), linear(colours.get(ground))) >= 4.5]).toEqual([name, true]);
  });
});
