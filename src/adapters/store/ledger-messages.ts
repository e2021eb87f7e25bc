import type { KeptPiece } from "../../core/ledger/source-ledger.ts";
import type { FileProblem, SetAside } from "./ledger-file.ts";
import type { StoredSource } from "./ledger-statements.ts";

/** What the thread is asked, one thing after the other. */
export type Asked =
  | { readonly kind: "read"; readonly source: string }
  /** The next piece of what is read. */
  | { readonly kind: "more" }
  | { readonly kind: "begin" }
  | { readonly kind: "put"; readonly source: string; readonly piece: KeptPiece }
  | { readonly kind: "source"; readonly source: StoredSource }
  | { readonly kind: "end" }
  | { readonly kind: "abandon" }
  | { readonly kind: "close" };

/** Its answer, and what happened to the file meanwhile. */
export interface Told {
  readonly setAside: readonly SetAside[];
  readonly answer:
    | { readonly kind: "done" }
    | { readonly kind: "piece"; readonly piece: KeptPiece; readonly kept: StoredSource }
    | { readonly kind: "kept"; readonly bytes: number }
    | FileProblem;
}
