import { expect, it } from "vitest";
import type { ObjectiveStatus } from "../../../src/core/budget/status.ts";
import { Statuses } from "../../../src/service/control/statuses.ts";
import { publishedStatuses } from "../../fixtures/published-statuses.ts";
import { status } from "../../fixtures/statuses.ts";

const named = (service: string, slo: string, namespace = "shop"): ObjectiveStatus =>
  status({ objective: { service, slo, namespace } });
const ALL = [named("shop", "b"), named("cart", "c", "carts"), named("shop", "a")];
const slosOf = (statuses: Iterable<ObjectiveStatus>): readonly string[] =>
  [...statuses].map(({ objective }) => objective.slo);

it("statuses are found by their service or namespace, and keep their order", () => {
  const statuses = publishedStatuses(ALL);
  expect(slosOf(statuses)).toEqual(["b", "c", "a"]);
  expect(slosOf(statuses.ofService("shop"))).toEqual(["b", "a"]);
  expect(slosOf(statuses.inNamespace("shop"))).toEqual(["b", "a"]);
  expect(slosOf(statuses.inNamespace("carts"))).toEqual(["c"]);
  expect([...statuses.ofService("carts"), ...statuses.inNamespace("cart")]).toEqual([]);
});

it("only those that are asked for are made older, and those before stay as they were", () => {
  const published = publishedStatuses(ALL);
  const aged: string[] = [];
  const later = published.later((one) => {
    aged.push(one.objective.slo);
    return { ...one, ageSeconds: 40 };
  });
  expect(later.ofService("cart")).toMatchObject([{ objective: { slo: "c" }, ageSeconds: 40 }]);
  expect(aged).toEqual(["c"]);
  expect([...later].map(({ ageSeconds }) => ageSeconds)).toEqual([40, 40, 40]);
  expect([...published]).toEqual(ALL);
});

it("thousands of statuses are sorted in pieces", () => {
  const many = Array.from({ length: 1_000 }, (_, i) => named(`service-${i}`, "a"));
  expect([...Statuses.of(many)]).toHaveLength(5);
});
