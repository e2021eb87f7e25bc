import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HEALTH_ROOM, type Room, ROOM } from "../../../src/service/listening/limits.ts";
import { type Listening, startListening } from "../../../src/service/listening/listening.ts";
import { originOf } from "../../../src/service/listening/origin.ts";

let server: Listening | undefined;
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await server?.close(0);
});

async function start(room: Room): Promise<void> {
  const app = createServer((_request, response) => void response.end("ok"));
  server = await startListening(app, "http", { host: "0.0.0.0", port: 0 }, room);
}

/** All of 127.0.0.0/8 is this machine. */
function connectFrom(localAddress: string): Socket {
  const client = connect({ port: Number(new URL(server?.url ?? "").port), host: "127.0.0.1", localAddress });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}

/** What the server answers on a connection; empty where it cuts it off. */
async function answerOn(client: Socket): Promise<string> {
  let text = "";
  const ended = new Promise<void>((resolve) => {
    client.once("close", () => resolve());
    client.on("data", (part) => {
      text += String(part);
      if (text.endsWith("ok")) resolve();
    });
  });
  client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await ended;
  return text.split("\r\n", 1)[0] ?? "";
}

const answers = (count: number, from: string): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, () => answerOn(connectFrom(from))));

const OK = "HTTP/1.1 200 OK";

describe("a port with room for so many connections of one address", () => {
  it("cuts off what one address holds beyond that, and serves the others", async () => {
    await start({ connections: 100, perAddress: 10 });
    expect((await answers(15, "127.0.0.1")).filter((line) => line === OK)).toHaveLength(10);
    expect(await answers(10, "127.0.0.2")).toEqual(Array.from({ length: 10 }, () => OK));
  });

  it("serves an address again when one of its connections has ended", async () => {
    await start({ connections: 100, perAddress: 1 });
    const first = connectFrom("127.0.0.1");
    expect(await answerOn(first)).toBe(OK);
    expect(await answers(1, "127.0.0.1")).toEqual([""]);
    first.end();
    await once(first, "close");
    expect(await answers(1, "127.0.0.1")).toEqual([OK]);
  });

  it("holds no more than its room in all", async () => {
    await start({ connections: 5, perAddress: 4 });
    await answers(4, "127.0.0.1");
    expect((await answers(4, "127.0.0.2")).filter((line) => line === OK)).toHaveLength(1);
  });
});

describe("a port on which the newest takes the place of the oldest", () => {
  it("answers whoever comes, however many hold connections", async () => {
    await start({ connections: 10, perAddress: undefined });
    const idle = Array.from({ length: 200 }, () => connectFrom("127.0.0.1"));
    await Promise.all(
      idle.map((client) => new Promise((resolve) => client.once("connect", resolve).once("close", resolve))),
    );
    expect(await answers(1, "127.0.0.1")).toEqual([OK]);
    expect(await answers(1, "127.0.0.1")).toEqual([OK]);
  });
});

describe("the room that ports have", () => {
  it("leaves others most of the main port, whatever one address does", () => {
    expect(ROOM.perAddress * 10).toBeLessThanOrEqual(ROOM.connections);
    expect(HEALTH_ROOM.perAddress).toBeUndefined();
  });
});

describe("originOf", () => {
  it.each([
    ["10.1.2.3", "10.1.2.3"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:db8:1:2::9", "2001:db8:1:2"],
    ["2001:db8::9", "2001:db8:0:0"],
    ["::1", ":0:0:0"],
    ["", ""],
  ])("of %s is %s", (address, origin) => {
    expect(originOf(address)).toBe(origin);
  });
});
