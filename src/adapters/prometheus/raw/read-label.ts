import { WIRE, WireReader } from "./wire-reader.ts";

const FIELD = { name: 1, value: 2 } as const;

const text = new TextDecoder();

/** Reads a `prometheus.Label`, which stands between two places, into labels. */
export function readLabel(bytes: Uint8Array, from: number, to: number, labels: Record<string, string>): void {
  const label = new WireReader(bytes, from, to);
  let name = "";
  let value = "";
  while (label.next()) {
    if (label.wire !== WIRE.bytes) continue;
    if (label.field === FIELD.name) name = text.decode(bytes.subarray(label.start, label.end));
    else if (label.field === FIELD.value) value = text.decode(bytes.subarray(label.start, label.end));
  }
  labels[name] = value;
}
