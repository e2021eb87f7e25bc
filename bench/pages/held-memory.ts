import { setTimeout as sleep } from "node:timers/promises";
import type { CDPSession } from "playwright-core";
import { z } from "zod";

const GARBAGE_TURNS = 3;

/** What a page holds once nothing is left that nobody needs. */
export interface Held {
  /** Bytes of V8's heap. */
  readonly heap: number;
  /** Bytes of it that scripts made: objects, closures, texts and numbers, but not the code that V8 compiles of them. */
  readonly data: number;
  readonly nodes: number;
}

/** Asks a browser what a page holds: what of the page and what of its scripts hold each other goes in turns. */
export async function heldBy(session: CDPSession): Promise<Held> {
  for (let turn = 0; turn < GARBAGE_TURNS; turn++) {
    await session.send("HeapProfiler.collectGarbage");
    await sleep(200);
  }
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes } = await session.send("Memory.getDOMCounters");
  return { heap: usedSize, data: dataIn(await takeSnapshot(session)), nodes };
}

async function takeSnapshot(session: CDPSession): Promise<unknown> {
  const chunks: string[] = [];
  const keep = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  session.on("HeapProfiler.addHeapSnapshotChunk", keep);
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  session.off("HeapProfiler.addHeapSnapshotChunk", keep);
  return JSON.parse(chunks.join(""));
}

/** Kinds of nodes that no script made: V8 compiles functions as they become hot, for minutes and up to a bound. */
const NOT_DATA: readonly string[] = ["code", "native", "hidden", "synthetic"];

const snapshotShape = z.object({
  snapshot: z.object({
    meta: z.object({
      node_fields: z.array(z.string()),
      // The names of kinds come first; of other fields only a word for what their values are.
      node_types: z.tuple([z.array(z.string())], z.unknown()),
    }),
  }),
  nodes: z.array(z.number()),
});

function dataIn(told: unknown): number {
  const { snapshot, nodes } = snapshotShape.parse(told);
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [kindAt, sizeAt] = [fields.indexOf("type"), fields.indexOf("self_size")];
  const isData = types[0].map((kind) => !NOT_DATA.includes(kind));
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length)
    if (isData[nodes[node + kindAt] ?? 0] === true) bytes += nodes[node + sizeAt] ?? 0;
  return bytes;
}
