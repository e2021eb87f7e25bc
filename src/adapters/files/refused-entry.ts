import type { Diagnostic } from "../../core/diagnostics/diagnostic.ts";
import type { DiagnosticCode } from "../../core/diagnostics/codes.ts";

/** Why an entry of a folder is not read. */
export type Refusal =
  /** The system says why not; `code` is its word for it. */
  | { readonly kind: "unreadable"; readonly what: "file" | "folder"; readonly code: string }
  | { readonly kind: "dangling" }
  | { readonly kind: "circle"; readonly wanted: boolean }
  | { readonly kind: "outside"; readonly folder: string }
  | { readonly kind: "folder-link" }
  | { readonly kind: "special"; readonly what: string }
  | { readonly kind: "name" };

type Told = Pick<Diagnostic, "severity" | "problem" | "remedy"> & { readonly code: DiagnosticCode };

/** What is told of an entry that is not read. It has no text, so its place is its beginning. */
export function refusedEntry(file: string, refusal: Refusal): Diagnostic {
  return { file, line: 1, column: 1, length: 1, ...toldOf(refusal) };
}

function toldOf(refusal: Refusal): Told {
  switch (refusal.kind) {
    case "unreadable":
      return unreadable(
        `the ${refusal.what} cannot be read: ${reasonOf(refusal.code)}`,
        refusal.code === "EACCES" || refusal.code === "EPERM"
          ? `let the user that headroom runs as read the ${refusal.what}, or delete it`
          : `see to it that the ${refusal.what} can be read, or delete it`,
      );
    case "dangling":
      return unreadable("the link leads nowhere", "link to a file that is there, or delete the link");
    case "name":
      return unreadable("the name is not UTF-8", "rename it");
    case "circle":
      return refusal.wanted
        ? unreadable("the link leads to itself", "put a file in its place, or delete it")
        : passedOver("the link leads to itself", "delete it");
    case "folder-link":
      return passedOver(
        "the link leads to a folder, and is not followed",
        "put the folder itself there, or delete the link",
      );
    case "outside":
      return {
        code: "file-outside",
        severity: "error",
        problem: `the link leads out of ${refusal.folder}`,
        remedy: "put the file itself there",
      };
    case "special":
      return {
        code: "file-special",
        severity: "error",
        problem: `expected a file, found ${refusal.what}`,
        remedy: "put a file in its place, or delete it",
      };
  }
}

const unreadable = (problem: string, remedy: string): Told => ({
  code: "file-unreadable",
  severity: "error",
  problem,
  remedy,
});

const passedOver = (problem: string, remedy: string): Told => ({
  code: "link-passed-over",
  severity: "warning",
  problem,
  remedy,
});

/** What the system's word for a failed reading means. */
export const reasonOf = (code: string): string => REASONS[code] ?? code;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EISDIR: "it is a folder",
  ENOTDIR: "there is no such file or folder",
  ELOOP: "the link leads to itself",
  ENAMETOOLONG: "the path is too long",
  EMFILE: "too many files are open in this process",
  ENFILE: "too many files are open in this system",
  EIO: "the disk reports a fault",
};

/** The system's word for why something failed, or all that is known. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
