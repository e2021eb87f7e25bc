import { useQuery } from "@tanstack/preact-query";
import { Link, useSearchParams } from "wouter-preact";
import { fetchServices } from "../api/rules.ts";
import { Empty, Failed, Loading } from "../components/states.tsx";
import { useTitle } from "../components/use-title.ts";
import { GeneratedText } from "../rules/generated-text.tsx";
import { fileOf, type View, VIEWS } from "../rules/kinds.ts";
import { RuleStates } from "../rules/rule-states.tsx";

/** What is generated of each service, and how it stands in Prometheus. */
export function Rules() {
  useTitle("Rules");
  const [search, setSearch] = useSearchParams();
  const services = useQuery({ queryKey: ["services"], queryFn: fetchServices });
  if (services.data === undefined)
    return services.error === null ? <Loading what="rules" /> : <Failed error={services.error} />;
  const { items } = services.data;
  const chosen = items.find(({ service }) => service === search.get("service")) ?? items[0];
  if (chosen === undefined) return <NoRules />;
  const view = VIEWS.find((one) => one.view === search.get("view"))?.view ?? "state";
  return (
    <>
      <h1>Generated rules</h1>
      <label>
        Service{" "}
        <select
          value={chosen.service}
          title={chosen.service}
          onChange={({ currentTarget }) => setSearch({ service: currentTarget.value, view }, { replace: true })}
        >
          {items.map(({ service }) => (
            <option key={service} value={service}>
              {service}
            </option>
          ))}
        </select>
      </label>
      <Tabs service={chosen.service} chosen={view} />
      {view === "state" ? (
        <RuleStates key={chosen.service} service={chosen.service} />
      ) : (
        <GeneratedText key={`${chosen.service} ${view}`} file={fileOf(view, chosen)} />
      )}
    </>
  );
}

const NoRules = () => (
  <>
    <h1>Generated rules</h1>
    <Empty title="No rules" text="Rules are generated from specs; there are none yet." />
  </>
);

function Tabs({ service, chosen }: { readonly service: string; readonly chosen: View }) {
  return (
    <nav class="tabs" aria-label="Views">
      {VIEWS.map(({ view, title }) => (
        <Link
          key={view}
          href={`/rules?${new URLSearchParams({ service, view })}`}
          aria-current={view === chosen ? "page" : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
