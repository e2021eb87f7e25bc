import { computed, effect, signal } from "@preact/signals";

/** Which colours are wanted: those of the system, or ones of one's own choice. */
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const KEY = "headroom-theme";

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** What is chosen here outlives the page; otherwise the system decides. */
function kept(): Theme {
  const text = localStorage.getItem(KEY);
  return isTheme(text) ? text : "auto";
}

export const theme = signal<Theme>(kept());
effect(() => {
  if (theme.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
  localStorage.setItem(KEY, theme.value);
});

const dark = matchMedia("(prefers-color-scheme: dark)");
const isSystemDark = signal(dark.matches);
dark.addEventListener("change", ({ matches }) => (isSystemDark.value = matches));

/** The colours that are seen: what is painted on a canvas is painted anew when they change. */
export const scheme = computed(() => {
  if (theme.value !== "auto") return theme.value;
  return isSystemDark.value ? "dark" : "light";
});

/** As they are in a scheme; to ask for one makes the browser lay out the page. */
const known = new Map<string, string>();

/** A colour of the tokens as a canvas takes it. @param token - its name, such as `--ok` */
export function colourOf(token: string): string {
  const key = `${scheme.value} ${token}`;
  const colour = known.get(key) ?? askFor(token);
  known.set(key, colour);
  return colour;
}

function askFor(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
