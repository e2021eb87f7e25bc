import type { Express } from "express";
import type { ListenAddress, Settings } from "../../adapters/settings/schema.ts";
import { flagName } from "../../adapters/settings/table.ts";
import type { Access } from "../../service/http/access.ts";
import { type AppDeps, createApp, createHealthApp } from "../../service/http/app.ts";
import { listen } from "../../service/http/server.ts";
import { HEALTH_ROOM, ROOM, type Room } from "../../service/listening/limits.ts";
import type { Listening } from "../../service/listening/listening.ts";
import type { LogFields, Log } from "../../service/ports/log.ts";
import { accessFor } from "./access-for.ts";
import { describeListenFailure } from "./listen-failure.ts";
import type { Opening } from "./open-ports.ts";

/** A port that speaks HTTP, and who may read there. */
interface HttpPort {
  readonly address: ListenAddress;
  readonly access: Access;
}

export interface HttpPorts {
  readonly main: HttpPort;
  /** Health and metrics alone; undefined where the main one is enough. */
  readonly health: HttpPort | undefined;
}

/** The ports that are asked for, or the address that others could reach without a word about who may. */
export function httpPorts(settings: Settings): HttpPorts | ListenAddress {
  const { listen: address, healthListen } = settings;
  const access = accessFor(address, settings);
  if (access === undefined) return address;
  if (healthListen === undefined) return { main: { address, access }, health: undefined };
  const healthAccess = accessFor(healthListen, settings);
  if (healthAccess === undefined) return healthListen;
  return { main: { address, access }, health: { address: healthListen, access: healthAccess } };
}

/**
 * @param about - what the log says of the service beside where it listens
 */
export const httpOpenings = (
  { main, health }: HttpPorts,
  deps: Omit<AppDeps, "access">,
  { log, about }: { readonly log: Log; readonly about: LogFields },
): readonly Opening[] => [
  () =>
    open(createApp({ ...deps, access: main.access }), main, {
      room: ROOM,
      flag: flagName("listen"),
      onOpen: (url) => log.info("listening", { url: `${url}${deps.basePath}`.replace(/\/$/, ""), ...about }),
    }),
  async () =>
    health &&
    open(createHealthApp({ ...deps, access: health.access }), health, {
      room: HEALTH_ROOM,
      flag: flagName("healthListen"),
      onOpen: (url) => log.info("listening for health and metrics", { url }),
    }),
];

interface Opened {
  readonly room: Room;
  readonly flag: string;
  readonly onOpen: (url: string) => void;
}

async function open(
  app: Express,
  { address, access }: HttpPort,
  { room, flag, onOpen }: Opened,
): Promise<Listening | string> {
  try {
    const server = await listen(app, { ...address, room, readers: access.kind === "asked" ? "known" : "anybody" });
    onOpen(server.url);
    return server;
  } catch (error) {
    return describeListenFailure(address, error, flag);
  }
}
