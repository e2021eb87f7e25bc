import { theme, THEMES } from "./theme.ts";

export function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? "auto";
  return (
    <button type="button" class="quiet" onClick={() => (theme.value = next)} title={`change to ${next}`}>
      Theme: {theme.value}
    </button>
  );
}
