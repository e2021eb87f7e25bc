import { once } from "node:events";
import { Agent, createServer, request, type RequestListener } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HTTP_LIMITS } from "../../../src/service/listening/limits.ts";
import { type Listening, startListening } from "../../../src/service/listening/listening.ts";

let listening: Listening | undefined;
let agent: Agent | undefined;
afterEach(async () => {
  agent?.destroy();
  await listening?.close(0);
  listening = undefined;
});

async function listen(listener: RequestListener = (_request, response) => void response.end("ok")): Promise<Listening> {
  agent = new Agent({ keepAlive: true });
  listening = await startListening(createServer(HTTP_LIMITS, listener), "http", { host: "127.0.0.1", port: 0 });
  return listening;
}

/** One answer over a kept connection: its `Connection` header, and when that connection is closed. */
async function ask(url: string): Promise<{ readonly connection: unknown; readonly closed: Promise<unknown> }> {
  const sent = request(url, agent === undefined ? {} : { agent }).end();
  const [socket] = await once(sent, "socket");
  const closed = once(socket, "close");
  const [answer] = await once(sent, "response");
  answer.resume();
  await once(answer, "end");
  return { connection: answer.headers.connection, closed };
}

const secondsOf = async (work: Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work;
  return (performance.now() - start) / 1000;
};

/** Less than any grace that the tests give, more than a busy machine needs. */
const SOON = 4;
const GRACE = 10;

describe("a server that is to stop", () => {
  it("keeps connections until then, and asks callers to connect anew from then on", async () => {
    const { url, leave } = await listen();
    expect((await ask(url)).connection).toBe("keep-alive");
    leave();
    expect((await ask(url)).connection).toBe("close");
  });

  it("closes idle connections at once", async () => {
    const server = await listen();
    const { closed } = await ask(server.url);
    expect(await secondsOf(server.close(GRACE))).toBeLessThan(SOON);
    await closed;
  });

  it("closes a connection over which nothing was ever asked", async () => {
    const server = await listen();
    const { port } = new URL(server.url);
    const silent = connect(Number(port), "127.0.0.1");
    await once(silent, "connect");
    const closed = once(silent, "close");
    await ask(server.url);
    expect(await secondsOf(server.close(GRACE))).toBeLessThan(SOON);
    await closed;
  });

  it("lets an answer under way end, and then its connection", async () => {
    let release = (): void => {};
    const server = await listen((_request, response) => {
      response.write("half ");
      release = () => void response.end("whole");
    });
    const sent = request(server.url, agent === undefined ? {} : { agent }).end();
    const [answer] = await once(sent, "response");
    const closing = secondsOf(server.close(GRACE));
    setTimeout(release, 300);
    let text = "";
    for await (const part of answer) text += String(part);
    expect(text).toBe("half whole");
    expect(await closing).toBeLessThan(SOON);
  });

  it("cuts what has not ended after the grace", async () => {
    const server = await listen((_request, response) => void response.write("never whole"));
    const sent = request(server.url).end();
    const [answer] = await once(sent, "response");
    answer.on("error", () => undefined);
    expect(await secondsOf(server.close(0.5))).toBeLessThan(SOON);
  });
});
