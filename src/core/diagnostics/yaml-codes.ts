import type { CodePage } from "./code-page.ts";

/** Faults of the file as YAML. */
export const YAML_CODES = {
  "yaml-syntax": {
    title: "The file is no YAML",
    in: "top",
    explanation:
      "Brackets, quotes or indentation do not fit. Only the first such fault is told, because it makes others behind it.",
    wrong: "causes: [{name: pool, query: sum(rate(x[5m])), unit: count}]",
    mended: "causes: [{name: pool, query: 'sum(rate(x[5m]))', unit: count}]",
  },
  "yaml-tab-indent": {
    title: "Indented with a tab",
    in: "top",
    explanation: "YAML allows only spaces before the fields of a map.",
    wrong: "labels:\n\tteam: a",
    mended: "labels:\n  team: a",
  },
  "yaml-size": {
    title: "The file is too large",
    in: "file",
    explanation: "A spec has at most 256 KiB, so that no file can stop the process that reads it.",
    wrong: "# one file with the SLOs of every service",
    mended: "# one file for each service",
  },
  "yaml-depth": {
    title: "Nested too deep",
    in: "top",
    explanation:
      "Lists and maps may hold each other 64 levels deep; a spec needs 6. Deeper nesting makes YAML readers fail in ways that cannot be caught.",
    wrong: `causes: ${"[".repeat(70)}${"]".repeat(70)}`,
    mended: "causes: []",
  },
  "yaml-too-many-entries": {
    title: "A list or map is too long",
    in: "top",
    explanation:
      "A list or map holds at most 1000 entries. The file is not read any further, so that a hostile one costs nothing.",
    wrong: `causes: [${"a, ".repeat(1002)}]`,
    mended: "causes: []",
  },
  "yaml-alias": {
    title: "An alias",
    in: "top",
    explanation:
      "Aliases make a value appear where it is not written, and a small file large. Specs are read by people: each value stands where it counts.",
    wrong: "owner: &team payments\nlabels: {team: *team}",
    mended: "owner: payments\nlabels: {team: payments}",
  },
  "yaml-merge-key": {
    title: "A merge key",
    in: "top",
    explanation: "The merge key << belongs to YAML 1.1; readers of YAML 1.2 take it for a field of that name.",
    wrong: "labels: {<<: {team: a}}",
    mended: "labels: {team: a}",
  },
  "yaml-tag": {
    title: "A tag",
    in: "top",
    explanation:
      "Tags such as !!str or !!js/function change what a value is, or make a reader build things. Specs hold plain data.",
    wrong: "owner: !!str payments",
    mended: "owner: payments",
  },
  "yaml-version": {
    title: "Another version of YAML",
    in: "file",
    explanation: 'In YAML 1.1 "yes" is true, "010" is 8 and "1:30" is 90. Specs are read as YAML 1.2.',
    wrong: "%YAML 1.1\n---\nversion: headroom/v1",
    mended: "version: headroom/v1",
  },
  "yaml-duplicate-key": {
    title: "A field is given twice",
    in: "top",
    explanation: "Which of two equal fields counts differs between readers of YAML.",
    wrong: "owner: payments\nowner: checkout",
    mended: "owner: payments",
  },
  "yaml-key": {
    title: "A field's name is no text",
    in: "top",
    explanation:
      "Names of fields and labels are text. Numbers, lists and names that reach into a program's insides are refused.",
    wrong: "labels: {1: a}",
    mended: "labels: {one: a}",
  },
  "yaml-number": {
    title: "No finite number",
    in: "cause",
    explanation: ".nan, .inf and numbers beyond all bounds cannot be compared with anything.",
    wrong: "concerning: .nan",
    mended: "concerning: 0.7",
  },
  "yaml-control-character": {
    title: "A control character",
    in: "top",
    explanation: "Control characters cannot be seen, and move the cursor of the terminal that shows the file.",
    wrong: "owner: pay\u0000ments",
    mended: "owner: payments",
  },
  "yaml-not-utf8": {
    title: "Not UTF-8",
    in: "file",
    explanation: "Specs are UTF-8. Another encoding shows as wrong characters, or hides some.",
    wrong: "# saved as UTF-16 or Latin-1",
    mended: "# saved as UTF-8",
  },
  "yaml-conflict-marker": {
    title: "A git conflict marker",
    in: "file",
    explanation: "The file holds both sides of a conflict that was not settled.",
    wrong: "<<<<<<< HEAD\nowner: payments\n=======\nowner: checkout\n>>>>>>> main",
    mended: "owner: payments",
  },
  "yaml-empty": {
    title: "An empty file",
    in: "file",
    explanation: "The file has no data. It may have been written by half.",
    wrong: "# nothing but a comment",
    mended: "version: headroom/v1",
  },
  "yaml-root": {
    title: "The file is no map",
    in: "file",
    explanation: "A spec is a map of fields that begins with its version.",
    wrong: "- availability\n- latency",
    mended: "version: headroom/v1",
  },
  "yaml-many-documents": {
    title: "Several documents in a file",
    in: "file",
    explanation: "One file describes one service.",
    wrong: "version: headroom/v1\n---\nversion: headroom/v1",
    mended: "version: headroom/v1",
  },
} as const satisfies Readonly<Record<string, CodePage>>;
