import type { ServicesView } from "../../service/http/views/rule-views.ts";

/** What there is to see of a service's rules, as the URL and the tabs name it. */
export const VIEWS = [
  { view: "state", title: "State" },
  { view: "rules", title: "Rules" },
  { view: "tests", title: "Tests" },
  { view: "dashboard", title: "Dashboard" },
  { view: "alertmanager", title: "Alertmanager" },
] as const;

/** One of {@link VIEWS}. */
export type View = (typeof VIEWS)[number]["view"];

/** A file that is generated. */
export interface ShownFile {
  /** Below the API. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  /** What it is for. */
  readonly says: string;
}

const YAML = "application/yaml";

/** The file that a view shows. */
export function fileOf(view: Exclude<View, "state">, { files }: ServicesView["items"][number]): ShownFile {
  switch (view) {
    case "rules":
      return {
        path: `rules/${files.rules}`,
        name: files.rules,
        type: YAML,
        says: "The rule file of the service, for rule_files of Prometheus.",
      };
    case "tests":
      return {
        path: `rules/${files.tests}`,
        name: baseName(files.tests),
        type: YAML,
        says: "What promtool test rules holds these rules against: quiet, burns, no data, recovery.",
      };
    case "dashboard":
      return {
        path: `dashboards/${files.dashboard}`,
        name: files.dashboard,
        type: "application/json",
        says: "The Grafana dashboard of the service, to be imported.",
      };
    case "alertmanager":
      return {
        path: "rules/alertmanager-inhibit.yaml",
        name: "alertmanager-inhibit.yaml",
        type: YAML,
        says: "For alertmanager.yml, of all services: a page silences the slower alerts about the same SLO.",
      };
  }
}

const baseName = (path: string): string => path.replace(/^.*\//, "");
