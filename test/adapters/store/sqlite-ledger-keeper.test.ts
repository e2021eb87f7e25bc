import fc from "fast-check";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packNumbers, unpackNumbers } from "../../../src/adapters/store/packed-numbers.ts";
import { SqliteLedgerKeeper, type LedgerKeeperOptions } from "../../../src/adapters/store/sqlite-ledger-keeper.ts";
import { KEPT_FORMAT } from "../../../src/core/ledger/keeping/kept.ts";
import type { KeptPiece } from "../../../src/core/ledger/source-ledger.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { seconds } from "../../../src/core/units/seconds.ts";
import { DrivenLedger, requests } from "../../core/ledger/driven-ledger.ts";
import { objective } from "../../fixtures/objectives.ts";
import { OBJECTIVES, writeWorld } from "../../core/ledger/keeping/hard-world.ts";

type SetAside = Parameters<LedgerKeeperOptions["onSetAside"]>[0];

let folder: string;
let setAside: SetAside[];
let open: SqliteLedgerKeeper[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "headroom-ledgers-"));
  setAside = [];
  open = [];
});
afterEach(async () => {
  for (const keeper of open) await keeper.close();
  rmSync(folder, { recursive: true });
});

const file = (name = "ledger.db"): string => join(folder, name);
const NOW = Date.UTC(2026, 0, 15, 12);

function keeperOf(name?: string): SqliteLedgerKeeper {
  const keeper = new SqliteLedgerKeeper({
    file: file(name),
    now: () => NOW,
    onSetAside: (event) => void setAside.push(event),
  });
  open.push(keeper);
  return keeper;
}

function piecesOf(steps: number): readonly KeptPiece[] {
  const driven = new DrivenLedger(OBJECTIVES, undefined, true);
  writeWorld(driven.prometheus, steps, 2, steps);
  for (let step = 0; step < steps; step++) driven.step();
  return driven.kept().map((record) => ({ delay: seconds(0), record }));
}

const writing = (keeper: SqliteLedgerKeeper, pieces: readonly KeptPiece[], name = "default") =>
  keeper.write([
    {
      name,
      address: "http://prometheus:9090",
      hold: () =>
        // Buffers are handed over with the pieces.
        Promise.resolve({ at: instant(NOW - 5000), pieces: structuredClone(pieces), release: () => undefined }),
    },
  ]);

async function reading(keeper: SqliteLedgerKeeper, name = "default") {
  const pieces: KeptPiece[] = [];
  const answer = await keeper.read(name, (piece) => void pieces.push(piece));
  return { ...answer, pieces };
}

describe("ledgers in a file", () => {
  it("are read as they were written, to the last bit, by the next process too", async () => {
    const pieces = piecesOf(20);
    const first = keeperOf();
    expect(await reading(first)).toEqual({ kind: "none", pieces: [] });
    expect(await writing(first, pieces)).toMatchObject({ kind: "kept" });
    expect(await reading(first)).toEqual({ kind: "read", pieces });
    await first.close();
    expect(await reading(keeperOf())).toEqual({ kind: "read", pieces });
    expect(await reading(keeperOf(), "another")).toMatchObject({ kind: "failed" });
    expect(setAside).toEqual([]);
  });

  it("take no more room however often they are written, and nothing is left of what is followed no more", async () => {
    const keeper = keeperOf();
    const pieces = piecesOf(5);
    await writing(keeper, pieces);
    const sizes: number[] = [];
    for (let i = 0; i < 12; i++) {
      const answer = await writing(keeper, pieces);
      sizes.push(answer.kind === "kept" ? answer.bytes : 0);
    }
    expect(Math.max(...sizes)).toBe(sizes[1]);
    await writing(keeper, pieces, "another");
    expect(await reading(keeper)).toMatchObject({ kind: "none" });
  });

  it("take less than a byte for each number of a service that is busy all the time", async () => {
    const driven = new DrivenLedger([objective()]);
    for (let step = 0, good = 0; step < 750; step++)
      driven.stepWith([[requests("200"), (good += 500 + (step % 7) * 13)]]);
    const keeper = keeperOf();
    const pieces = driven.kept().map((record) => ({ delay: seconds(0), record }));
    const answer = await writing(keeper, Array.from({ length: 40 }, () => structuredClone(pieces)).flat());
    const numbers = pieces.flatMap(({ record }) => (record.kind === "objective" ? record.cells : []))[0]?.rings.length;
    expect(answer.kind === "kept" ? answer.bytes : 0).toBeLessThan(40 * (numbers ?? 0));
  });

  it("stay as they were when writing ends half way", async () => {
    const keeper = keeperOf();
    const pieces = piecesOf(8);
    await writing(keeper, pieces);
    const broken = keeper.write([
      {
        name: "default",
        address: "http://prometheus:9090",
        hold: () =>
          Promise.resolve({
            at: instant(NOW),
            pieces: (function* () {
              yield* structuredClone(pieces.slice(0, 2));
              throw new RangeError("a fault");
            })(),
            release: () => undefined,
          }),
      },
    ]);
    await expect(broken).rejects.toThrow("a fault");
    expect(await reading(keeper)).toEqual({ kind: "read", pieces });
    expect(await writing(keeper, pieces)).toMatchObject({ kind: "kept" });
  });
});

describe("a file of ledgers that cannot be used", () => {
  const damage: readonly (readonly [what: string, damage: (path: string) => void])[] = [
    ["is no database", (path) => writeFileSync(path, "no database".repeat(1000))],
    ["lost its end", (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    [
      "says another count of pieces",
      (path) => {
        const db = new DatabaseSync(path);
        db.exec("UPDATE kept_source SET pieces = pieces - 1");
        db.close();
      },
    ],
    [
      "has a piece with a flipped bit",
      (path) => {
        const db = new DatabaseSync(path);
        const row = db.prepare("SELECT body FROM kept_piece WHERE number = 3").get();
        const body = new Uint8Array(row?.["body"] as Uint8Array);
        body[20] = (body[20] ?? 0) ^ 1;
        db.prepare("UPDATE kept_piece SET body = ? WHERE number = 3").run(body);
        db.close();
      },
    ],
    [
      "has a piece too few",
      (path) => {
        const db = new DatabaseSync(path);
        db.exec("DELETE FROM kept_piece WHERE number = 2");
        db.close();
      },
    ],
    [
      "has flipped bits all over",
      (path) => {
        const bytes = readFileSync(path);
        for (let i = 5000; i < bytes.length; i += 997) bytes[i] = (bytes[i] ?? 0) ^ 0x10;
        writeFileSync(path, bytes);
      },
    ],
  ];

  it.each(damage)("because it %s is set aside and told, and a new one is begun", async (_, spoil) => {
    const pieces = piecesOf(4);
    const before = keeperOf();
    await writing(before, pieces);
    await before.close();
    spoil(file());
    const keeper = keeperOf();
    expect((await reading(keeper)).kind).not.toBe("read");
    expect(setAside).toEqual([
      { file: file(), aside: expect.stringMatching(/ledger\.db\.corrupt-\d{8}T\d{9}Z$/), problem: expect.any(String) },
    ]);
    expect(existsSync(setAside[0]?.aside ?? "")).toBe(true);
    expect(await writing(keeper, pieces)).toMatchObject({ kind: "kept" });
    expect(await reading(keeper)).toEqual({ kind: "read", pieces });
  });

  it.each<readonly [version: number, age: string]>([
    [KEPT_FORMAT - 1, "an older"],
    [KEPT_FORMAT + 1, "a newer"],
    [999, "a newer"],
  ])("because version %i wrote it is set aside whole", async (version, age) => {
    const before = keeperOf();
    await writing(before, piecesOf(2));
    await before.close();
    const db = new DatabaseSync(file());
    db.exec(`PRAGMA user_version = ${version}`);
    db.close();
    expect(await reading(keeperOf())).toMatchObject({ kind: "none" });
    expect(setAside).toEqual([
      {
        file: file(),
        aside: expect.stringMatching(/ledger\.db\.version-\d{8}T\d{9}Z$/),
        problem: expect.stringContaining(`was written by ${age} headroom (version ${version}`),
      },
    ]);
  });

  it("because it is another program's, another process's or no file is left alone, with a remedy", async () => {
    const db = new DatabaseSync(file("foreign.db"));
    db.exec("CREATE TABLE theirs (a)");
    db.close();
    expect(await reading(keeperOf("foreign.db"))).toMatchObject({
      kind: "failed",
      problem: `${file("foreign.db")} is a database of another program`,
      remedy: "name another file with --checkpoint",
    });
    mkdirSync(file("folder.db"));
    expect(await writing(keeperOf("folder.db"), [])).toMatchObject({
      kind: "failed",
      problem: `${file("folder.db")} is no file`,
    });
    expect(await writing(keeperOf("nowhere/ledger.db"), [])).toMatchObject({
      kind: "failed",
      remedy: "create its folder, or name another file with --checkpoint",
    });
    const first = keeperOf("shared.db");
    await writing(first, piecesOf(2));
    expect(await reading(keeperOf("shared.db"))).toMatchObject({
      kind: "failed",
      problem: `${file("shared.db")} is in use by another process`,
    });
    expect(setAside).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)("because nobody may write it says so, and is tried again", async () => {
    chmodSync(folder, 0o500);
    const keeper = keeperOf();
    expect(await writing(keeper, [])).toMatchObject({ kind: "failed" });
    chmodSync(folder, 0o700);
    expect(await writing(keeper, [])).toMatchObject({ kind: "kept" });
  });

  it("because it was taken away is begun anew with the next ledger", async () => {
    const keeper = keeperOf();
    const pieces = piecesOf(2);
    await writing(keeper, pieces);
    for (const name of readdirSync(folder)) rmSync(file(name));
    expect(await writing(keeper, pieces)).toMatchObject({ kind: "kept" });
    await keeper.close();
    expect(await reading(keeperOf())).toEqual({ kind: "read", pieces });
  });
});

describe("packed numbers", () => {
  it("are what they were, whatever they were", () => {
    const any = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.constantFrom(-0, 0, 2 ** 50, -(2 ** 50), Number.POSITIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 700 }), (list) => {
        const numbers = Float64Array.from(list);
        expect(unpackNumbers(packNumbers(numbers), numbers.length)).toEqual(numbers);
      }),
      { numRuns: 200 },
    );
  });

  it("take a byte or two each where they are counts that add up", () => {
    const counts = Float64Array.from({ length: 7000 }, (_, i) => 1e9 + 100 * i);
    expect(packNumbers(counts).length).toBeLessThan(2.2 * counts.length);
  });

  it("are refused where bytes are missing or too many", () => {
    const packed = packNumbers(Float64Array.from([1, 2, 3.5]));
    expect(() => unpackNumbers(packed, 2)).toThrow(RangeError);
    expect(() => unpackNumbers(packed, 4)).toThrow(RangeError);
  });
});

it("counts go on from a file", async () => {
  const driven = new DrivenLedger(OBJECTIVES.slice(0, 1));
  for (let step = 0, good = 0; step < 10; step++) driven.stepWith([[requests("200"), (good += 10)]]);
  const keeper = keeperOf();
  await writing(
    keeper,
    driven.kept().map((record) => ({ delay: seconds(0), record })),
  );
  const { pieces } = await reading(keeper);
  const again = new DrivenLedger(
    OBJECTIVES.slice(0, 1),
    driven.nowMs,
    false,
    pieces.map(({ record }) => record),
  );
  expect(again.statuses).toEqual(driven.statuses);
});
