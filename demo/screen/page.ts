import { printDuration } from "../../src/core/budget/print.ts";
import type { Notice } from "../parts/phone.ts";

/** The least that a page needs to be drawn. */
export type PageNotice = Pick<
  Notice,
  "status" | "labels" | "annotations" | "receivedAt" | "startsAt" | "endsAt" | "generatorURL"
>;

const WIDTH = 78;
const BAR = "┃ ";

/** What may come with an alert to go on from, with the words for it. */
const LINKS: readonly (readonly [annotation: string, word: string])[] = [
  ["runbook_url", "runbook  "],
  ["dashboard_url", "dashboard"],
  ["headroom_url", "headroom "],
  ["query", "query    "],
];

/**
 * An alert as the phone of whoever is on call shows it. Only a bar at the left, so that links stay whole and can be
 * copied.
 */
export function renderPage(notice: PageNotice): string {
  const { annotations, labels } = notice;
  const body = [
    ...past(notice),
    ...wrap(annotations.summary ?? labels.alertname ?? "an alert without a summary"),
    ...(annotations.description === undefined
      ? []
      : ["", ...annotations.description.trimEnd().split("\n").flatMap(wrap)]),
    "",
    ...links(notice),
  ];
  return [heading(notice), ...body.map((line) => `${BAR}${line}`.trimEnd()), `┗${"━".repeat(WIDTH - 1)}`, ""].join(
    "\n",
  );
}

/** The text of a resolved alert is that of its last firing, so it needs to be said that it is history. */
function past({ status, startsAt, endsAt }: PageNotice): readonly string[] {
  return status === "firing"
    ? []
    : [`Over, after ${printDuration((Date.parse(endsAt) - Date.parse(startsAt)) / 1000)}. It said:`, ""];
}

function heading({ status, labels, receivedAt, endsAt }: PageNotice): string {
  const severity = (labels.severity ?? "alert").toUpperCase();
  const at = status === "resolved" ? new Date(endsAt) : receivedAt;
  const words = [
    status === "resolved" ? `RESOLVED ${severity}` : severity,
    labels.alertname,
    what(labels),
    `${at.toISOString().slice(11, 19)} UTC`,
  ];
  const title = `┏━ ${words.filter((word) => word !== undefined).join(" · ")} `;
  return title.padEnd(WIDTH, "━");
}

const what = ({ service, slo }: Readonly<Record<string, string>>): string | undefined =>
  service === undefined ? undefined : [service, slo].filter(Boolean).join("/");

function links({ annotations, generatorURL }: PageNotice): readonly string[] {
  const given = LINKS.flatMap(([annotation, word]) => {
    const text = annotations[annotation];
    return text === undefined || text === "" ? [] : [`${word}  ${text}`];
  });
  // Prometheus puts the alert's whole expression into this link, often a kilobyte of it.
  return generatorURL.length > WIDTH ? given : [...given, `alert      ${generatorURL}`];
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trimEnd().split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH - BAR.length) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
