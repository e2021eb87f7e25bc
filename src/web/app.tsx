import { Route, Switch } from "wouter-preact";
import { asksForToken } from "./api/get.ts";
import { KeyHelp } from "./components/key-help.tsx";
import { TopBar } from "./components/top-bar.tsx";
import { Detail } from "./pages/detail.tsx";
import { NotFound } from "./pages/not-found.tsx";
import { Overview } from "./pages/overview.tsx";
import { Rules } from "./pages/rules.tsx";
import { Scaling } from "./pages/scaling.tsx";
import { SignIn } from "./pages/sign-in.tsx";

/** One page for each URL. */
export function App() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <TopBar />
      <main id="main">{asksForToken.value ? <SignIn /> : <Pages />}</main>
      <KeyHelp />
    </>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      <Route path="/slos/:service/:slo">
        {({ service, slo }) => <Detail name={{ service: decodeURIComponent(service), slo: decodeURIComponent(slo) }} />}
      </Route>
      <Route path="/scaling" component={Scaling} />
      <Route path="/rules" component={Rules} />
      <Route component={NotFound} />
    </Switch>
  );
}
