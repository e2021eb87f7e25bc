import { type DashboardBuilder, type GridPos, type Panel, RowBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

/** A panel that can be placed: every builder of the SDK. */
export interface PlacedPanel {
  /** Unique within the dashboard, counted from 1. */
  id(id: number): unknown;
  gridPos(position: GridPos): unknown;
  build(): Panel;
}

/** A titled part of a dashboard; panels of a line share its width evenly. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Panels side by side. */
export interface Line {
  /** In rows of Grafana's grid, of 30 pixels each. */
  readonly height: number;
  readonly panels: readonly PlacedPanel[];
}

const WIDTH = 24;

/** Puts the sections one below the other and numbers the panels; sections without panels are left out. */
export function placeSections(dashboard: DashboardBuilder, sections: readonly Section[]): DashboardBuilder {
  let id = 0;
  let y = 0;
  for (const { title, lines } of sections.filter((section) => section.lines.some((line) => line.panels.length > 0))) {
    id += 1;
    dashboard.withRow(new RowBuilder(title).id(id).gridPos({ x: 0, y, w: WIDTH, h: 1 }));
    y += 1;
    for (const { height, panels } of lines.filter((line) => line.panels.length > 0)) {
      panels.forEach((panel, i) => {
        const left = Math.round((i * WIDTH) / panels.length);
        const right = Math.round(((i + 1) * WIDTH) / panels.length);
        id += 1;
        panel.id(id);
        panel.gridPos({ x: left, y, w: right - left, h: height });
        dashboard.withPanel(panel);
      });
      y += height;
    }
  }
  return dashboard;
}

/** Panels in lines of at most `perLine`, each `height` rows of Grafana's grid high. */
export function inLines(height: number, perLine: number, panels: readonly PlacedPanel[]): readonly Line[] {
  const count = Math.ceil(panels.length / perLine);
  return Array.from({ length: count }, (_, i) => ({ height, panels: panels.slice(i * perLine, (i + 1) * perLine) }));
}
