import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDecisionStore, type SqliteDecisionStore } from "../../../src/adapters/store/sqlite-decision-store.ts";
import { setAside } from "../../../src/adapters/store/set-aside.ts";
import type { LoggedDecision } from "../../../src/core/scaling/decision/logged-decision.ts";
import { instant } from "../../../src/core/units/instant.ts";
import { DecisionFiles } from "../../fixtures/decision-files.ts";
import { loggedDecision, NOW } from "../../fixtures/scaling.ts";

let files: DecisionFiles;
beforeEach(() => {
  files = new DecisionFiles();
});
afterEach(() => files.remove());

const at = (i: number) => instant(NOW + i * 15_000);
const decided = (i: number, service = "checkout"): Promise<LoggedDecision> =>
  loggedDecision({}, { at: at(i), demand: 400 + i }).then((entry) => ({ ...entry, service }));
const story = (length: number, service?: string): Promise<readonly LoggedDecision[]> =>
  Promise.all(Array.from({ length }, (_, i) => decided(i, service)));

const CHECKOUT = { service: "checkout", scaling: "checkout" };
const pastOf = (store: SqliteDecisionStore, most = 1000) => {
  const answer = store.past({ ...CHECKOUT, most });
  if (answer.kind === "failed") throw new Error(answer.problem);
  return answer;
};

describe("a store of decisions", () => {
  it("gives back what was kept, of one workload, newest first, within bounds", async () => {
    const [entries, others] = [await story(5), await story(5, "search")];
    const store = files.open();
    entries.forEach((entry, i) => store.append([entry, others[i] ?? entry]));
    store.close();
    const again = files.open();
    expect(pastOf(again).decisions).toStrictEqual(entries.toReversed());
    expect(pastOf(again, 2).decisions).toStrictEqual([entries[4], entries[3]]);
    expect(again.past({ ...CHECKOUT, from: at(1), upTo: at(3), most: 2 })).toMatchObject({
      decisions: [{ decision: { at: at(3) } }, { decision: { at: at(2) } }],
    });
    expect(again.past({ ...CHECKOUT, scaling: "other", most: 1 })).toEqual({
      kind: "found",
      decisions: [],
      unreadable: 0,
    });
  });

  it("leaves out, and counts, what says something else than was written", async () => {
    const store = files.open();
    store.append(await story(3));
    store.close();
    const db = new DatabaseSync(files.file());
    db.exec(
      'UPDATE decision SET record = replace(record, \'"demand":{"kind":"value","value":401\', \'"demand":{"kind":"value","value":901\') WHERE id = 2',
    );
    db.close();
    expect(pastOf(files.open())).toMatchObject({
      unreadable: 1,
      decisions: [{ decision: { at: at(2) } }, { decision: { at: at(0) } }],
    });
  });

  it.each([":memory:", "file:decisions?mode=memory"])("is a file by whatever name: %s", async (name) => {
    const before = process.cwd();
    process.chdir(files.folder);
    try {
      const store = files.open({ file: name });
      store.append(await story(1));
      store.close();
      expect(pastOf(files.open({ file: name })).decisions).toHaveLength(1);
    } finally {
      process.chdir(before);
    }
  });

  it("is for its owner alone to read", () => {
    files.open();
    expect(statSync(files.file()).mode & 0o777).toBe(0o600);
  });
});

describe("what is kept is bounded", () => {
  it("by its number, in a file that stops growing", async () => {
    const entries = await story(100);
    const store = files.open({ rows: 300 });
    const sizes = Array.from({ length: 40 }, () => {
      store.append(entries);
      return statSync(files.file()).size;
    });
    store.close();
    expect(pastOf(files.open({ rows: 300 }), 10_000).decisions).toHaveLength(300);
    expect(statSync(files.file()).size).toBeLessThan(2 * 400 * 2048);
    expect(sizes.at(-1)).toBe(sizes[20]);
  });

  it("by its age, some at a time", async () => {
    let now = NOW as number;
    const store = files.open({ now: () => now, retentionSeconds: 3600 });
    store.append(await story(1200));
    now += 3_601_000;
    const later = await decided(2000);
    const counts = [1, 2, 3].map(() => {
      store.append([later]);
      return pastOf(store, 10_000).decisions.length;
    });
    expect(counts).toEqual([1200 - 501 + 1, 1200 - 2 * 501 + 2, 3]);
  });

  it("by a file that shrinks when less is wanted", async () => {
    const entries = await story(1000);
    const store = files.open();
    for (let i = 0; i < 8; i++) store.append(entries);
    store.close();
    const { size } = statSync(files.file());
    const smaller = files.open({ rows: 100 });
    for (let i = 0; i < 40; i++) smaller.append([entries[0] ?? (await decided(0))]);
    smaller.close();
    // Spare pages stay for what comes next.
    expect(statSync(files.file()).size).toBeLessThan(size / 2);
  });
});

describe("a file that cannot be used is refused, with what to do", () => {
  const refusal = (file: string) => {
    const opened = openDecisionStore(files.options({ file }));
    if (opened.ok) opened.store.close();
    return opened.ok ? undefined : [opened.problem.replaceAll(files.folder, "FOLDER"), opened.remedy];
  };

  it("where its folder is not there", () => {
    expect(refusal(files.file("no/decisions.db"))).toEqual([
      "FOLDER/no/decisions.db cannot be opened: ENOENT: no such file or directory, open 'FOLDER/no/decisions.db'",
      "create its folder, or name another file with --store",
    ]);
  });

  it("where it is a folder", () => {
    expect(refusal(files.folder)).toEqual(["FOLDER is no file", "name a file with --store"]);
  });

  it("while another process has it, and it is left as it is", async () => {
    const store = files.open();
    store.append(await story(2));
    const program = `
      import { openDecisionStore } from ${JSON.stringify(join(import.meta.dirname, "../../../src/adapters/store/sqlite-decision-store.ts"))};
      const opened = openDecisionStore({ file: ${JSON.stringify(files.file())}, retentionSeconds: 1, rows: 1, now: () => 0, onSetAside: () => {} });
      process.stdout.write(JSON.stringify(opened));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
      encoding: "utf8",
    });
    expect([JSON.parse(stdout), stderr]).toEqual([
      {
        ok: false,
        problem: `${files.file()} is in use by another process`,
        remedy: "stop that one, or name a file of its own for each with --store",
      },
      "",
    ]);
    store.append(await story(1));
    expect(pastOf(store).decisions).toHaveLength(3);
  });

  it("when a newer version wrote it, and it is left as it is", async () => {
    const store = files.open();
    store.append(await story(1));
    store.close();
    const db = new DatabaseSync(files.file());
    db.exec("PRAGMA user_version = 7");
    db.close();
    const bytes = readFileSync(files.file());
    expect(refusal(files.file())).toEqual([
      "FOLDER/decisions.db was written by a newer headroom (version 7, this one knows 1)",
      "run that headroom, or name another file with --store",
    ]);
    expect(readFileSync(files.file()).equals(bytes)).toBe(true);
  });

  it("when it is the database of another program, and it is left as it is", () => {
    const db = new DatabaseSync(files.file());
    db.exec("CREATE TABLE cookies (name TEXT)");
    db.close();
    const bytes = readFileSync(files.file());
    expect(refusal(files.file())).toEqual([
      "FOLDER/decisions.db is a database of another program",
      "name another file with --store",
    ]);
    expect(readFileSync(files.file()).equals(bytes)).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)("where nobody may write", () => {
    mkdirSync(files.file("closed"));
    chmodSync(files.file("closed"), 0o500);
    expect(refusal(files.file("closed/decisions.db"))?.[1]).toBe(
      "let this user write the file and its folder, or name another file with --store",
    );
  });
});

describe("a damaged file is set aside, and a new one is begun", () => {
  const kept = async (length = 200): Promise<readonly LoggedDecision[]> => {
    const entries = await story(length);
    const store = files.open();
    store.append(entries);
    store.close();
    return entries;
  };
  const aside = () => files.setAside.map(({ file, aside: name, problem }) => [file, name, problem]);
  const ASIDE = "decisions.db.corrupt-20260115T120000000Z";

  it("when it is no database", () => {
    writeFileSync(files.file(), "these are no decisions ".repeat(100));
    expect(pastOf(files.open()).decisions).toEqual([]);
    expect(aside()).toEqual([[files.file(), files.file(ASIDE), "file is not a database"]]);
    expect(readFileSync(files.file(ASIDE), "utf8")).toMatch(/^these are no decisions/);
  });

  it("when its end is torn off", async () => {
    await kept();
    truncateSync(files.file(), 100_000);
    const store = files.open();
    store.append(await story(1));
    expect(pastOf(store).decisions).toHaveLength(1);
    expect(aside()).toEqual([[files.file(), files.file(ASIDE), "database disk image is malformed"]]);
  });

  it("when its tables are not those that its header tells", () => {
    const store = files.open();
    store.close();
    const db = new DatabaseSync(files.file());
    db.exec("DROP TABLE decision");
    db.close();
    expect(pastOf(files.open()).decisions).toEqual([]);
    expect(aside()).toEqual([[files.file(), files.file(ASIDE), "no such table: decision"]]);
  });

  it("while it is in use, and what is to be kept then is kept", async () => {
    const [entry, ...others] = await kept(3000);
    const store = files.open();
    // Most of it is in no memory, and is read from the disk.
    writeFileSync(files.file(), readFileSync(files.file()).fill(0xff, 4096));
    expect(store.past({ ...CHECKOUT, upTo: at(others.length / 2), most: 1000 })).toMatchObject({ kind: "found" });
    store.append(entry === undefined ? [] : [entry]);
    expect(pastOf(store).decisions).toStrictEqual([entry]);
    expect(aside()).toEqual([[files.file(), files.file(ASIDE), "database disk image is malformed"]]);
  });

  it("or is read as far as it is well: no bit that flips ends a process or changes a decision", async () => {
    const written = new Map((await kept(60)).map((entry) => [entry.decision.at, entry]));
    const good = readFileSync(files.file());
    const file = files.file("flipped.db");
    fc.assert(
      fc.property(fc.oneof(fc.nat(HEADER_BITS - 1), fc.nat(good.length * 8 - 1)), (bit) => {
        writeFileSync(file, flipped(good, bit));
        const opened = openDecisionStore(files.options({ file }));
        // Some bits of its header make it one of a newer headroom.
        if (!opened.ok) {
          expect(opened.problem).toMatch(/was written by a newer headroom/);
          return;
        }
        const { decisions } = pastOf(opened.store);
        expect(opened.store.append([])).toMatchObject({ kind: "appended" });
        opened.store.close();
        for (const one of decisions) expect(one).toStrictEqual(written.get(one.decision.at));
      }),
      { numRuns: 100 },
    );
  });

  it("while a journal that ends too early, or was changed, is believed up to there", async () => {
    const entries = await story(20);
    const store = files.open();
    for (const entry of entries) store.append([entry]);
    const [main, journal] = [readFileSync(files.file()), readFileSync(`${files.file()}-wal`)];
    const file = files.file("torn.db");
    const changed = fc.oneof(
      fc.nat(journal.length - 1).map((length) => journal.subarray(0, length)),
      fc.nat(journal.length * 8 - 1).map((bit) => flipped(journal, bit)),
    );
    fc.assert(
      fc.property(changed, (bytes) => {
        writeFileSync(file, main);
        writeFileSync(`${file}-wal`, bytes);
        const torn = files.open({ file });
        const { decisions } = pastOf(torn);
        torn.close();
        expect(decisions.toReversed()).toStrictEqual(entries.slice(0, decisions.length));
      }),
      { numRuns: 60 },
    );
  });

  it("with its journal, which would be taken for that of the new one", () => {
    for (const ending of ["", "-wal", "-shm"]) writeFileSync(`${files.file()}${ending}`, `this is ${ending}`);
    expect(setAside(files.file(), files.options().now())).toBe(files.file(ASIDE));
    expect(readdirSync(files.folder)).toEqual([ASIDE, `${ASIDE}-shm`, `${ASIDE}-wal`]);
  });
});

const HEADER_BITS = 100 * 8;

function flipped(bytes: Buffer, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
}

describe("a file that is taken away", () => {
  it("is begun anew with what comes next", async () => {
    const store = files.open();
    store.append(await story(2));
    renameSync(files.file(), files.file("moved.db"));
    expect(store.append(await story(1))).toMatchObject({ kind: "appended" });
    store.close();
    expect(pastOf(files.open()).decisions).toHaveLength(1);
  });
});
