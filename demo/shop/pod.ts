import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { seededRandom } from "../backfill/random.ts";
import { Capacity } from "./capacity.ts";
import { isShopFault } from "./fault.ts";
import { ShopMetrics } from "./metrics.ts";
import type { PodOrder } from "./pod-order.ts";
import { type Handler, SERVICE_NAMES, SERVICES, type ShopService } from "./services.ts";
import { Work } from "./work.ts";

// One pod of the shop as a process of its own: `fork` starts it, the first message says what it is.

const UPSTREAM_TIMEOUT_MILLISECONDS = 5_000;

process.once("message", (order: PodOrder) => serve(order));
// Without its demo nobody would stop it.
process.once("disconnect", () => process.exit(0));

function serve(order: PodOrder): void {
  const service = SERVICES[order.service];
  const metrics = new ShopMetrics(service, order.version, order.startedAt / 1000, order.seeds);
  const random = seededRandom(`live ${order.pod}`).unit;
  const work = new Work(service, metrics, random, order.failShare);
  const upstreams = { ...order.upstreams };
  const answer = answerer(service, { ...order, upstreams }, work, metrics);
  const server = createServer((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://pod");
    const handler = service.handlers.find(({ path }) => path === pathname);
    if (handler !== undefined) answer(handler, outgoing);
    else if (pathname === "/metrics") void sendMetrics(metrics, outgoing);
    else if (pathname === "/admin/fault" && incoming.method === "POST")
      setFault(work, searchParams.get("kind") ?? "", outgoing);
    else if (pathname === "/admin/upstreams" && incoming.method === "POST")
      setUpstreams(upstreams, searchParams, outgoing);
    else outgoing.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    if (address !== null && typeof address === "object") process.send?.({ port: address.port });
  });
}

/** The gateway passes on to its upstream; the others do their own work. */
function answerer(
  service: ShopService,
  order: PodOrder,
  work: Work,
  metrics: ShopMetrics,
): (handler: Handler, outgoing: ServerResponse) => void {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const { mostPerSecond } = order;
  const capacity = mostPerSecond === undefined ? undefined : new Capacity(mostPerSecond, performance.now() / 1000);
  return (handler, outgoing) => {
    const started = performance.now();
    const finish = (code: string): void => {
      metrics.answered(handler, code, (performance.now() - started) / 1000);
      work.end(handler, code);
      outgoing.writeHead(Number(code), { "content-type": "text/plain" }).end();
    };
    const outcome = work.begin(handler);
    if (capacity?.take(performance.now() / 1000) === false) {
      finish(service.failureCode);
      return;
    }
    const ports = handler.upstream === undefined ? undefined : order.upstreams[handler.upstream];
    const port = service.name === "gateway" ? ports?.[turn++ % ports.length] : undefined;
    if (port === undefined) setTimeout(finish, outcome.milliseconds, outcome.code);
    else passOn(handler, port, agent, service.failureCode, finish);
  };
}

function passOn(
  handler: Handler,
  port: number,
  agent: Agent,
  failureCode: string,
  finish: (code: string) => void,
): void {
  const outgoing = request({
    host: "127.0.0.1",
    port,
    path: handler.path,
    method: handler.method,
    agent,
    timeout: UPSTREAM_TIMEOUT_MILLISECONDS,
  });
  outgoing.once("response", (incoming: IncomingMessage) => {
    incoming.resume();
    const code = incoming.statusCode ?? 500;
    incoming.once("end", () => finish(code >= 500 ? failureCode : String(code)));
  });
  outgoing.once("timeout", () => outgoing.destroy(new Error("timeout")));
  outgoing.once("error", () => finish(failureCode));
  outgoing.end();
}

async function sendMetrics({ registry }: ShopMetrics, outgoing: ServerResponse): Promise<void> {
  outgoing.setHeader("content-type", registry.contentType);
  outgoing.end(await registry.metrics());
}

function setFault(work: Work, kind: string, outgoing: ServerResponse): void {
  if (!isShopFault(kind)) {
    outgoing.writeHead(400).end();
    return;
  }
  work.fault = kind;
  outgoing.writeHead(204).end();
}

/** Pods come and go behind the gateway: it is told all ports of a service whenever they change. */
function setUpstreams(
  upstreams: Partial<Record<string, readonly number[]>>,
  asked: URLSearchParams,
  outgoing: ServerResponse,
): void {
  const service = SERVICE_NAMES.find((name) => name === asked.get("service"));
  const ports = asked.getAll("port").map(Number);
  if (service === undefined || ports.length === 0 || !ports.every((port) => Number.isInteger(port) && port > 0)) {
    outgoing.writeHead(400).end();
    return;
  }
  upstreams[service] = ports;
  outgoing.writeHead(204).end();
}
