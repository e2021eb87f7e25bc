import { deserialize, serialize } from "node:v8";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { KeptObjective } from "../../core/ledger/keeping/kept.ts";
import type { KeptPiece } from "../../core/ledger/source-ledger.ts";
import { packNumbers, unpackNumbers } from "./packed-numbers.ts";

/** The fastest: what is packed is small already. */
const LEVEL = 1;
/** No piece is nearly as large; a damaged length must not take all memory. */
const LARGEST_PIECE = 1 << 30;

type KeptCell = KeptObjective["cells"][number];

/** A cell whose counts are packed. */
type PackedCell = Omit<KeptCell, "rings"> & { readonly rings: Uint8Array; readonly numbers: number };

type PackedRecord =
  | Exclude<KeptPiece["record"], KeptObjective>
  | (Omit<KeptObjective, "cells"> & { readonly cells: readonly PackedCell[] });

type PackedPiece = Pick<KeptPiece, "delay"> & { readonly record: PackedRecord };

/** A piece of a ledger as bytes. */
export function packPiece({ delay, record }: KeptPiece): Uint8Array {
  const packed: PackedRecord = record.kind === "objective" ? { ...record, cells: record.cells.map(packCell) } : record;
  return deflateRawSync(serialize({ delay, record: packed }), { level: LEVEL });
}

/** @throws where the bytes are those of no piece */
export function unpackPiece(bytes: Uint8Array): KeptPiece {
  const unpacked: unknown = deserialize(inflateRawSync(bytes, { maxOutputLength: LARGEST_PIECE }));
  if (!isPacked(unpacked)) throw new TypeError("it is no piece of a ledger");
  const { delay, record } = unpacked;
  return { delay, record: record.kind === "objective" ? { ...record, cells: record.cells.map(unpackCell) } : record };
}

/** Its sum says that it is what was written, and the version of the file in which form. */
const isPacked = (value: unknown): value is PackedPiece =>
  typeof value === "object" && value !== null && "delay" in value && "record" in value;

const packCell = ({ rings, ...cell }: KeptCell): PackedCell => ({
  ...cell,
  rings: packNumbers(rings),
  numbers: rings.length,
});

const unpackCell = ({ rings, numbers, ...cell }: PackedCell): KeptCell => ({
  ...cell,
  rings: unpackNumbers(rings, numbers),
});

/** Memory that is handed over to another thread rather than copied. */
export const buffersOf = ({ record }: KeptPiece): ArrayBuffer[] =>
  record.kind === "objective" ? record.cells.map(({ rings }) => rings.buffer) : [];
