import type { CodePage } from "../src/core/diagnostics/code-page.ts";
import { CODES } from "../src/core/diagnostics/codes.ts";

const INTRODUCTION = `# Diagnostics

Everything that \`headroom check\` and \`headroom lint\` say has a code. Each message names the place, what was found, and what to type instead:

\`\`\`text
slo-specs/checkout.yaml:12:13 error objective-unit
   12 |     target: 99.9
                    ^^^^ target must be a ratio between 0 and 1, found 99.9
   help: write 99.9%, or 0.999
\`\`\`

Errors refuse the file, warnings do not (unless \`check --strict\` was asked for). All problems of all files are told at once. \`--output json\` gives them to programs, \`--output github\` to a workflow.

What only data tell comes from \`check --prometheus\`, from \`check --live\`, and from the running service, which asks some minutes after a spec was first seen or changed, and again each day (each hour while something is wrong): one question after the other, at most a tenth of the time. It shows what it found under \`/api/v1/diagnostics\`, in the note of the SLO, and as \`headroom_spec_problems\`; \`--live-checks off\` turns that off.
`;

/** docs/reference/diagnostics.md */
export function diagnosticsReference(): string {
  const codes = Object.entries(CODES).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const list = codes.map(([code, { title }]) => `- [\`${code}\`](#${code}): ${title}`);
  return `${INTRODUCTION}\n${list.join("\n")}\n\n${codes.map(([code, page]) => section(code, page)).join("\n")}`;
}

function section(code: string, { title, explanation, in: place, wrong, mended }: CodePage): string {
  const language = place === "query" ? "promql" : "yaml";
  return `## ${code}\n\n**${title}.** ${explanation}\n\nWrong:\n\n${fence(language, wrong)}\n\nMended:\n\n${fence(language, mended)}\n`;
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${visible(shorten(text))}\n\`\`\``;

// oxlint-disable-next-line no-control-regex -- control characters are what is searched for
const INVISIBLE = /[\x00-\x08]/g;

/** Characters that cannot be seen are shown by their escape. */
const visible = (text: string): string =>
  text.replaceAll(INVISIBLE, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** Examples of what is too long are shown by their ends. */
const shorten = (text: string): string => (text.length > 600 ? `${text.slice(0, 60)} … ${text.slice(-20)}` : text);
