import { LIMITS } from "./limits.ts";
import type { FileReport } from "./file-report.ts";

/** Checks a text before YAML sees it. @returns false when it must not be parsed */
export function checkText(report: FileReport): boolean {
  const { text } = report.source;
  const bytes = utf8Length(text);
  if (bytes > LIMITS.fileBytes) {
    report.add(
      { from: 0, to: 1 },
      {
        code: "yaml-size",
        problem: `the file has ${bytes} bytes, expected at most ${LIMITS.fileBytes} (256 KiB)`,
        remedy: "split it into one file for each service",
      },
    );
    return false;
  }
  return checkCharacters(report) && checkConflictMarkers(report);
}

/** What YAML 1.2 does not admit in a file. */
const FORBIDDEN =
  // oxlint-disable-next-line no-control-regex -- control characters are what is searched for
  /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function checkCharacters(report: FileReport): boolean {
  const match = FORBIDDEN.exec(report.source.text);
  if (match === null) return true;
  const span = { from: match.index, to: match.index + 1 };
  const code = match[0].codePointAt(0) ?? 0;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (code >= 0xd800 && code <= 0xdfff) {
    report.add(span, {
      code: "yaml-not-utf8",
      problem: `half of a character (${name}) stands here`,
      remedy: "save the file as UTF-8",
    });
  } else {
    report.add(span, {
      code: "yaml-control-character",
      problem: `the control character ${name} stands here`,
      remedy: "delete it",
    });
  }
  return false;
}

const CONFLICT = /^(<{7}|>{7})(?: .*)?$/m;

function checkConflictMarkers(report: FileReport): boolean {
  const match = CONFLICT.exec(report.source.text);
  if (match === null) return true;
  report.add(
    { from: match.index, to: match.index + 7 },
    {
      code: "yaml-conflict-marker",
      problem: `a git conflict marker (${match[1] ?? ""}) stands here`,
      remedy: 'settle the conflict, delete the lines "<<<<<<<", "=======" and ">>>>>>>"',
    },
  );
  return false;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // A surrogate pair is 2 units and 4 bytes, so each half adds 1.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
