import { expect, it } from "vitest";
import { unitOfName } from "../../../src/core/objective/histogram-unit.ts";

it.each([
  ["istio_request_duration_milliseconds", "milliseconds"],
  ["http_server_duration_ms", "milliseconds"],
  ["http_server_duration_milliseconds_v2", "milliseconds"],
  ["rpc.server.duration.milliseconds", "milliseconds"],
  ["db_query_microseconds", "microseconds"],
  ["cache_get_us", "microseconds"],
  ["gc_pause_ns", "nanoseconds"],
  ["http_request_duration_seconds", "seconds"],
  ["http.server.request.duration", "seconds"],
  // Words that mean something else where they stand.
  ["ms_orders_request_duration_seconds", "seconds"],
  ["ms_orders_request_duration", "seconds"],
  ["milliseconds_converted_to_seconds", "seconds"],
])("the name %s tells %s", (metric, unit) => {
  expect(unitOfName(metric)).toBe(unit);
});
