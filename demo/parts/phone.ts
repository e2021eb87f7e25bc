import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";

const notification = z.object({
  alerts: z.array(
    z.object({
      status: z.enum(["firing", "resolved"]),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      startsAt: z.iso.datetime({ offset: true }),
      endsAt: z.iso.datetime({ offset: true }),
      generatorURL: z.string(),
    }),
  ),
});

/** One alert as Alertmanager hands it over. */
export type Notice = z.infer<typeof notification>["alerts"][number] & { readonly receivedAt: Date };

/** Stands for the phone of whoever is on call: the receiver at the end of Alertmanager's routes. */
export class Phone {
  readonly url: string;
  readonly #server: Server;
  readonly #notices: readonly Notice[];

  private constructor(url: string, server: Server, notices: readonly Notice[]) {
    this.url = url;
    this.#server = server;
    this.#notices = notices;
  }

  /** @param onNotice - called for each alert as it comes in, firing or resolved */
  static async start(onNotice: (notice: Notice) => void): Promise<Phone> {
    const notices: Notice[] = [];
    const server = createServer((incoming, outgoing) => {
      if (incoming.method !== "POST") {
        outgoing.setHeader("content-type", "application/json").end(JSON.stringify(notices, undefined, 2));
        return;
      }
      void take(incoming, outgoing, (notice) => {
        notices.push(notice);
        onNotice(notice);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new TypeError("a TCP server has a numbered port");
    return new Phone(`http://127.0.0.1:${address.port}`, server, notices);
  }

  /** The first page that fired, if one has. */
  firstPage(): Notice | undefined {
    return this.#notices.find(({ status, labels }) => status === "firing" && labels.severity === "page");
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function take(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  hear: (notice: Notice) => void,
): Promise<void> {
  const parsed = notification.safeParse(await json(incoming).catch(() => undefined));
  if (parsed.success) for (const alert of parsed.data.alerts) hear({ ...alert, receivedAt: new Date() });
  outgoing.writeHead(parsed.success ? 204 : 400).end();
}
