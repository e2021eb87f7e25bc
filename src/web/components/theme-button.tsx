import { effect, signal } from "@preact/signals";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "headroom-theme";

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** What is chosen here outlives the page; otherwise the system decides. */
function kept(): Theme {
  const text = localStorage.getItem(KEY);
  return isTheme(text) ? text : "auto";
}

const theme = signal<Theme>(kept());
effect(() => {
  if (theme.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
  localStorage.setItem(KEY, theme.value);
});

export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
  return (
    <button type="button" class="quiet" onClick={() => (theme.value = next)} title={`change to ${next}`}>
      Theme: {theme.value}
    </button>
  );
}
