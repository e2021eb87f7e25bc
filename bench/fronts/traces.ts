import { seededRandom } from "../../demo/backfill/random.ts";

/** A demand that is drawn: what stands in a trace. */
export interface DrawnTrace {
  readonly name: string;
  /** What it is like, for the page. */
  readonly about: string;
  readonly stepSeconds: number;
  readonly days: number;
  /** Requests a second, before the trace is scaled; called once for each moment, in order. */
  readonly demand: (atSeconds: number) => number;
}

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const DAYS = 7;

/** A wave with its trough at midnight: 0.4 to 1.6. */
const wave = (at: number): number => 1 - 0.6 * Math.cos((2 * Math.PI * at) / DAY);

/** From 200 to nine times that within a quarter of the second hour, and back within the fourth. */
function rampOf(hours: number): number {
  if (hours < 1) return 200;
  if (hours < 1.25) return 200 + 6400 * (hours - 1);
  if (hours < 3) return 1800;
  return hours < 4 ? 1800 - 1600 * (hours - 3) : 200;
}

/** Chance that is the same in every run. */
function chanceOf(name: string) {
  const { unit, normal } = seededRandom(`front ${name}`);
  return { unit, noise: (share: number): number => 1 + share * normal(), normal };
}

type Drawn = Omit<DrawnTrace, "name" | "days">;

/** How each is drawn; whoever is drawn with chance begins anew for each run. */
const DRAWN: Readonly<Record<string, (name: string) => Drawn>> = {
  daily: (name) => {
    const { noise } = chanceOf(name);
    return { about: "one wave a day", stepSeconds: 300, demand: (at) => 600 * wave(at) * noise(0.02) };
  },
  weekly: (name) => {
    const { noise } = chanceOf(name);
    const isWeekend = (at: number): boolean => Math.floor(at / DAY) % 7 >= 5;
    return {
      about: "one wave a day, half as high at weekends",
      stepSeconds: 300,
      demand: (at) => 600 * wave(at) * (isWeekend(at) ? 0.5 : 1) * noise(0.03),
    };
  },
  "two peaks": (name) => {
    const { noise } = chanceOf(name);
    const peak = (at: number, hour: number): number => Math.exp(-((((at % DAY) / HOUR - hour) / 2) ** 2));
    return {
      about: "a peak at noon, a higher one in the evening",
      stepSeconds: 300,
      demand: (at) => 300 * (1 + 2 * peak(at, 12) + 3 * peak(at, 20)) * noise(0.03),
    };
  },
  ramp: (name) => {
    const { noise } = chanceOf(name);
    return {
      about: "each six hours to nine times the load within 15 min, and back within an hour",
      stepSeconds: MINUTE,
      demand: (at) => rampOf((at % (6 * HOUR)) / HOUR) * noise(0.02),
    };
  },
  step: (name) => {
    const { noise } = chanceOf(name);
    const level = (at: number): number => (Math.floor(at / (4 * HOUR)) % 2 === 0 ? 500 : 1200);
    return {
      about: "2.4 times the load from one minute to the next, each four hours",
      stepSeconds: MINUTE,
      demand: (at) => level(at) * noise(0.02),
    };
  },
  spike: (name) => {
    const { noise, unit } = chanceOf(name);
    return {
      about: "a wave, and at random some three times a day ten minutes of 800 more",
      stepSeconds: 300,
      demand: (at) => 400 * wave(at) * noise(0.03) + (unit() < 0.01 ? 800 : 0),
    };
  },
  flash: (name) => {
    const { noise, unit } = chanceOf(name);
    const starts = Array.from({ length: 6 }, () => unit() * DAYS * DAY);
    const crowd = (since: number): number =>
      since > 0 ? 1200 * Math.min(1, since / 180) * Math.exp(-since / 2400) : 0;
    return {
      about: "a wave, and six crowds that come within three minutes and go within two hours",
      stepSeconds: MINUTE,
      demand: (at) => 400 * wave(at) * noise(0.02) + starts.reduce((sum, start) => sum + crowd(at - start), 0),
    };
  },
  bursty: (name) => {
    const { normal } = chanceOf(name);
    let level = 0;
    return {
      about: "a wave times a walk at random that doubles and halves within minutes",
      stepSeconds: MINUTE,
      demand: (at) => {
        level = 0.9 * level + 0.25 * normal();
        return 700 * wave(at) * Math.exp(0.5 * level);
      },
    };
  },
  hourly: (name) => {
    const { noise } = chanceOf(name);
    const more = (minute: number): number => {
      if (minute < 10) return Math.min(1, (minute + 1) / 3);
      return minute < 15 ? (15 - minute) / 5 : 0;
    };
    return {
      about: "a quarter of an hour of 2.4 times the load, at each full hour",
      stepSeconds: MINUTE,
      demand: (at) => (500 + 700 * more((at % HOUR) / MINUTE)) * noise(0.02),
    };
  },
  batch: (name) => {
    const { noise, unit } = chanceOf(name);
    let until = 0;
    return {
      about: "a low wave, and at random ten times a day 20 to 60 min of three times the load",
      stepSeconds: MINUTE,
      demand: (at) => {
        if (at > until && unit() < 10 / 1440) until = at + (20 + 40 * unit()) * MINUTE;
        return 400 * (0.75 + 0.25 * wave(at)) * (at < until ? 3 : 1) * noise(0.03);
      },
    };
  },
  noisy: (name) => {
    const { noise } = chanceOf(name);
    return {
      about: "a wave whose every minute is drawn for itself, 10 % up and down",
      stepSeconds: MINUTE,
      demand: (at) => 600 * wave(at) * noise(0.1),
    };
  },
  "noisy ramp": (name) => {
    const { noise } = chanceOf(name);
    return {
      about: "a rise to nine times the load within 15 min each six hours, whose every minute is drawn for itself",
      stepSeconds: MINUTE,
      demand: (at) => rampOf((at % (6 * HOUR)) / HOUR) * noise(0.1),
    };
  },
  dips: (name) => {
    const { noise } = chanceOf(name);
    return {
      about: "the same all day, and half of it for five minutes every two hours",
      stepSeconds: MINUTE,
      demand: (at) => 1000 * (at % (2 * HOUR) < HOUR || at % (2 * HOUR) >= HOUR + 5 * MINUTE ? 1 : 0.5) * noise(0.01),
    };
  },
};

/** All of them, each with its chance at its beginning. */
export const drawnTraces = (): readonly DrawnTrace[] =>
  Object.entries(DRAWN).map(([name, draw]) => ({ name, days: DAYS, ...draw(name) }));
