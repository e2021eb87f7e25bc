import { sloListView, type SloListView } from "../../service/http/view.ts";
import { askService, type ServiceAddress } from "../ask-service.ts";
import { SPARKLINE_POINTS } from "./sparkline-points.ts";

/** Asks a running service. @throws Error with what to do when it does not answer as one */
export const fromService = (service: ServiceAddress): Promise<SloListView> =>
  askService(
    service,
    `api/v1/slos?sparkline=${SPARKLINE_POINTS}`,
    sloListView,
    "start one with headroom serve, or compute once with headroom status --prometheus URL",
  );
