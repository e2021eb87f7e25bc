import { QueryClient, QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import { Router } from "wouter-preact";
import { followLive } from "./api/live.ts";
import { App } from "./app.tsx";
import { BASE } from "./base.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/overview.css";
import "./styles/detail.css";
import "./styles/bad-events.css";
import "./styles/latency.css";
import "./styles/rules.css";
import "./styles/spec.css";

const queries = new QueryClient({
  // What changes is told by the service; what failed is asked again for as long as the page is open.
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      retry: false,
      refetchInterval: ({ state }) => (state.error === null ? false : 5000),
    },
  },
});
followLive(queries);

const root = document.getElementById("app");
if (root !== null)
  render(
    <QueryClientProvider client={queries}>
      <Router base={BASE}>
        <App />
      </Router>
    </QueryClientProvider>,
    root,
  );
