import {
  type Course,
  daily,
  DAY_MS,
  gaps,
  HOUR_MS,
  MINUTE_MS,
  type Misses,
  REGULAR,
  replaced,
  restarting,
  scrapes,
  spread,
  steady,
  type Stretch,
  type Traffic,
  within,
} from "./courses.ts";
import type { Exposition, Life, Load, Scrape } from "./place.ts";

/** Each way in which counters mislead those who read them. */
export const CATEGORIES = [
  "clean",
  "restarts",
  "rollouts",
  "comes back",
  "gaps",
  "born in a gap",
  "irregular",
  "late",
  "replicas",
  "idle nights",
  "night outage",
  "peak outage",
  "few events",
  "histogram",
  "crash loop",
  "busy crash loop",
  "rare errors",
  "all at once",
] as const;

export type Category = (typeof CATEGORIES)[number];

/** One place for a pod. */
export interface PlacePlan {
  readonly lives: readonly Life[];
  readonly scrapes: readonly Scrape[];
}

/** What a service goes through. */
export interface ServicePlan {
  readonly exposition: Exposition;
  readonly load: (atMs: number) => Load;
  readonly places: readonly PlacePlan[];
  /** The latest that a sample can be queried after its time. */
  readonly latestMs: number;
}

const TRAFFIC: Traffic = { peak: 1.5, night: 0.3, idleHours: 0, badShare: 0.004, outages: [] };

interface Sketch {
  readonly traffic?: Partial<Traffic>;
  readonly exposition?: Partial<Exposition>;
  readonly pods?: number;
  readonly lives?: (pod: string, index: number) => readonly Life[];
  readonly misses?: Partial<Misses>;
  readonly replicas?: readonly (Partial<Misses> & { readonly name: string })[];
  readonly latestMs?: number;
  readonly nightMs?: number;
}

/** The plan of a category, from what differs from an ordinary service. */
const toPlan = (course: Course, sketch: Sketch): ServicePlan => ({
  exposition: { form: "requests", bornByError: true, ...sketch.exposition },
  load: daily(course, sketch.nightMs ?? nightOf(course), { ...TRAFFIC, ...sketch.traffic }),
  places: Array.from({ length: sketch.pods ?? 2 }, (_, i) => ({
    lives: (sketch.lives ?? ((pod) => steady(course, pod)))(`pod-${i}`, i),
    scrapes: (sketch.replicas ?? [{ name: undefined, ...sketch.misses }])
      .flatMap(({ name, ...misses }) => scrapes(course, { ...REGULAR, ...misses }, name))
      .toSorted((a, b) => a.atMs - b.atMs),
  })),
  latestMs: sketch.latestMs ?? 0,
});

/** The quietest moment of the last day. */
const nightOf = ({ toMs, random }: Course): number => toMs - within(random, 4, 16) * HOUR_MS;

const hourFrom = (fromMs: number, badShare: number): Stretch & { readonly badShare: number } => ({
  fromMs,
  toMs: fromMs + HOUR_MS,
  badShare,
});

const all = (stretches: readonly Stretch[]): Traffic["outages"] =>
  stretches.map((stretch) => ({ ...stretch, badShare: 1 }));

const GAPS_MINUTES = [20, 6, 90, 1, 3, 45] as const;
const gapsOf = (course: Course): readonly Stretch[] =>
  gaps(
    course,
    GAPS_MINUTES.map((minutes) => minutes * MINUTE_MS),
    5 * HOUR_MS,
  );

/** What distinguishes each category; a service of it is planned anew for each seed. */
export const PLANS: Readonly<Record<Category, (course: Course) => ServicePlan>> = {
  clean: (course) => toPlan(course, { exposition: { bornByError: false } }),
  restarts: (course) => {
    const every = { fromMs: 2 * HOUR_MS, toMs: 6 * HOUR_MS };
    return toPlan(course, { lives: (pod) => restarting(course, pod, every, [course]) });
  },
  rollouts: (course) => {
    const rollouts = spread(course, Math.round((2 * (course.toMs - course.fromMs)) / DAY_MS));
    return toPlan(course, { pods: 3, lives: (pod) => replaced(course, pod, rollouts) });
  },
  "comes back": (course) => {
    const every = { fromMs: 20 * MINUTE_MS, toMs: 60 * MINUTE_MS };
    return toPlan(course, {
      traffic: { peak: 3, badShare: 0.001 },
      lives: (pod) => restarting(course, pod, every, [course]),
    });
  },
  gaps: (course) => {
    const missing = gapsOf(course);
    return toPlan(course, {
      exposition: { bornByError: false },
      traffic: { outages: all(missing) },
      misses: { gaps: missing },
    });
  },
  "born in a gap": (course) => {
    const [first, , longest] = gapsOf(course);
    const missing = [first, longest].filter((gap) => gap !== undefined);
    return toPlan(course, { traffic: { badShare: 0, outages: all(missing) }, misses: { gaps: missing } });
  },
  irregular: (course) => toPlan(course, { misses: { jitter: 0.8, missed: 0.15 } }),
  late: (course) => {
    const every = { fromMs: 5 * MINUTE_MS, toMs: 25 * MINUTE_MS };
    return toPlan(course, {
      exposition: { bornByError: false },
      traffic: { peak: 10 },
      latestMs: MINUTE_MS,
      lives: (pod) => restarting(course, pod, every, [course]),
    });
  },
  replicas: (course) => {
    const [one, , other] = gapsOf(course);
    return toPlan(course, {
      replicas: [
        { name: "a", missed: 0.1, gaps: one === undefined ? [] : [one] },
        { name: "b", missed: 0.1, gaps: other === undefined ? [] : [other] },
      ],
    });
  },
  "idle nights": (course) => toPlan(course, { traffic: { idleHours: 8, night: 0 } }),
  "night outage": (course) => {
    const nightMs = nightOf(course);
    const fromMs = nightMs - HOUR_MS / 2;
    return toPlan(course, {
      nightMs,
      traffic: { night: 0.05, outages: [hourFrom(fromMs, 0.3), hourFrom(fromMs - 2 * DAY_MS, 0.3)] },
    });
  },
  "peak outage": (course) => {
    const nightMs = course.toMs - within(course.random, 16, 22) * HOUR_MS;
    const fromMs = nightMs + (DAY_MS - HOUR_MS) / 2;
    return toPlan(course, {
      nightMs,
      traffic: { night: 0.05, outages: [hourFrom(fromMs, 0.3), hourFrom(fromMs - 2 * DAY_MS, 0.3)] },
    });
  },
  "few events": (course) =>
    toPlan(course, { traffic: { peak: within(course.random, 2, 8) / 3600, night: 0.7, badShare: 0.05 } }),
  histogram: (course) => {
    const every = { fromMs: 8 * HOUR_MS, toMs: 16 * HOUR_MS };
    const outageMs = course.toMs - within(course.random, 3, 15) * HOUR_MS;
    return toPlan(course, {
      exposition: { form: "histogram" },
      traffic: { badShare: 0.005, outages: [hourFrom(outageMs, 0.4)] },
      lives: (pod) => restarting(course, pod, every, [course]),
    });
  },
  "crash loop": (course) => {
    const every = { fromMs: 20_000, toMs: 70_000 };
    const loops = spread(course, 5).map((fromMs) => ({
      fromMs: Math.round(fromMs),
      toMs: Math.round(fromMs + 2 * HOUR_MS),
    }));
    return toPlan(course, {
      traffic: { badShare: 0.005 },
      lives: (pod, i) => (i === 0 ? restarting(course, pod, every, loops) : steady(course, pod)),
    });
  },
  "busy crash loop": (course) => {
    // Begins anew before nearly every scrape, with thousands of events until the next one.
    const every = { fromMs: 25_000, toMs: 50_000 };
    return toPlan(course, {
      exposition: { bornByError: false },
      traffic: { peak: 120, badShare: 0.01 },
      pods: 1,
      lives: (pod) => restarting(course, pod, every, [course]),
    });
  },
  "rare errors": (course) => {
    // Of a process that begins anew at every other scrape: its error counter is mostly absent.
    const every = { fromMs: 20_000, toMs: 100_000 };
    return toPlan(course, {
      traffic: { peak: 120, badShare: 0.0005 },
      pods: 1,
      lives: (pod) => restarting(course, pod, every, [course]),
    });
  },
  "all at once": (course) => {
    const missing = gapsOf(course).slice(3);
    const nightMs = nightOf(course);
    return toPlan(course, {
      nightMs,
      pods: 3,
      traffic: { night: 0.1, outages: [hourFrom(nightMs, 0.2), ...all(missing)] },
      misses: { jitter: 0.3, missed: 0.05, gaps: missing },
      lives: (pod, i) =>
        i === 0
          ? restarting(course, pod, { fromMs: 3 * HOUR_MS, toMs: 9 * HOUR_MS }, [course])
          : replaced(course, pod, spread(course, 4)),
    });
  },
};
