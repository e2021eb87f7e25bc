import { z } from "zod";
import { parsePromDuration } from "../../core/units/prom-duration.ts";
import type { Seconds } from "../../core/units/seconds.ts";
import { DEFAULT_NAMING } from "../../core/objective/alert-naming.ts";
import { alertNamingSchema } from "./alert-naming.ts";
import { sourceSchema, sourceUrl } from "./source.ts";
import { SETTINGS, type SettingName } from "./table.ts";

/** Where the HTTP server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const listenAddress = z.string().transform((text, context): ListenAddress => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    context.addIssue(`${text} is no address to listen on; write host:port, such as 127.0.0.1:8080 or [::]:8080`);
    return z.NEVER;
  }
  return { host: match[1] ?? (match[2] === "" || match[2] === undefined ? "0.0.0.0" : match[2]), port };
});

const duration = z.string().transform((text, context): Seconds => {
  const length = parsePromDuration(text);
  if (length !== undefined && length > 0) return length;
  context.addIssue(`${text} is no duration; write 30s, 5m or 1h30m`);
  return z.NEVER;
});

const durationOrZero = z.union([z.literal("0s").transform(() => 0), duration]);

/** Undefined when it is off. */
const durationOrOff = z.string().transform((text, context): Seconds | undefined => {
  const length = text === "off" ? undefined : parsePromDuration(text);
  if (text === "off" || (length !== undefined && length > 0)) return length;
  context.addIssue(`${text} is no duration; write one such as 5m, or off`);
  return z.NEVER;
});

/** What was found, then what to write. */
const found =
  (remedy: string) =>
  (issue: { readonly input?: unknown }): string =>
    `found ${JSON.stringify(issue.input)}; ${remedy}`;

/** Flags and the environment bring text where the file brings numbers and booleans. */
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
  error: found("write true or false"),
});
const count = (most: number) => {
  const error = found(`write a whole number from 1 to ${most}`);
  return z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error })
    .refine((value) => Number.isInteger(value) && value >= 1 && value <= most, { error });
};

const BYTE_UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const size = z.string().transform((text, context): number => {
  const match = /^(\d+)(B|KiB|MiB|GiB)$/.exec(text);
  const unit = BYTE_UNITS[match?.[2] ?? ""];
  if (match !== null && unit !== undefined) return Number(match[1]) * unit;
  context.addIssue(`${text} is no size; write 16MiB`);
  return z.NEVER;
});

/** An object of a cluster. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

const DNS_LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";

const namespacedName = z.string().transform((text, context): NamespacedName => {
  const match = new RegExp(`^(${DNS_LABEL})/(${DNS_LABEL})$`).exec(text);
  if (match !== null) return { namespace: match[1] ?? "", name: match[2] ?? "" };
  context.addIssue(`${text} names no object; write namespace/name, such as headroom/headroom`);
  return z.NEVER;
});

/** Undefined when it is off. */
const apiGroup = z.string().transform((text, context): string | undefined => {
  if (text === "off") return undefined;
  if (new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})+$`).test(text)) return text;
  context.addIssue(`${text} is no API group; write one such as external.metrics.k8s.io, or off`);
  return z.NEVER;
});
/** From the first slash to the last. */
const basePath = z.string().transform((text, context): string => {
  if (/^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?$/.test(text) && text !== "")
    return text.endsWith("/") ? text : `${text}/`;
  context.addIssue(`${text} is no path of an address; write one such as /headroom`);
  return z.NEVER;
});

const path = z.string().min(1, { error: found("write the path of a file") });

/** Settings as the program uses them; what people are told about them is in the table. */
export const settingsSchema = z.strictObject({
  prometheus: sourceUrl.optional(),
  prometheusPublicUrl: sourceUrl.optional(),
  sources: z.record(z.string(), sourceSchema).default({}),
  alerts: alertNamingSchema.default(DEFAULT_NAMING),
  specs: z
    .string()
    .min(1, { error: found("write the path of a folder") })
    .default(SETTINGS.specs.default),
  listen: listenAddress.prefault(SETTINGS.listen.default),
  basePath: basePath.prefault(SETTINGS.basePath.default),
  healthListen: listenAddress.optional(),
  step: duration.prefault(SETTINGS.step.default),
  scalingStep: duration.prefault(SETTINGS.scalingStep.default),
  store: z
    .string()
    .min(1, { error: found("write the path of a file") })
    .optional(),
  storeRetention: duration.prefault(SETTINGS.storeRetention.default),
  storeRows: count(10_000_000).prefault(SETTINGS.storeRows.default),
  checkpoint: path.optional(),
  checkpointEvery: duration.prefault(SETTINGS.checkpointEvery.default),
  queryTimeout: duration.prefault(SETTINGS.queryTimeout.default),
  queryConcurrency: count(64).prefault(SETTINGS.queryConcurrency.default),
  queryMaxBytes: size.prefault(SETTINGS.queryMaxBytes.default),
  kubernetes: z
    .string()
    .min(1, { error: found("write in-cluster, or the path of a kubeconfig") })
    .optional(),
  metricsApiListen: listenAddress.optional(),
  metricsApiService: namespacedName.prefault(SETTINGS.metricsApiService.default),
  metricsApiCertLife: duration.prefault(SETTINGS.metricsApiCertLife.default),
  metricsApiCertFile: path.optional(),
  metricsApiKeyFile: path.optional(),
  metricsApiCaFile: path.optional(),
  metricsExternalGroup: apiGroup.prefault(SETTINGS.metricsExternalGroup.default),
  metricsCustomGroup: apiGroup.prefault(SETTINGS.metricsCustomGroup.default),
  tokenFile: z.string().optional(),
  trustedUserHeader: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, { error: found("write a header name, such as X-Forwarded-User") })
    .optional(),
  allowAnonymous: flag.default(false),
  kedaListen: listenAddress.optional(),
  kedaCertFile: path.optional(),
  kedaKeyFile: path.optional(),
  kedaClientCaFile: path.optional(),
  kedaAllowPlaintext: flag.default(false),
  allowEmpty: flag.default(false),
  specsSettle: duration.prefault(SETTINGS.specsSettle.default),
  specsPoll: duration.prefault(SETTINGS.specsPoll.default),
  liveChecks: durationOrOff.prefault(SETTINGS.liveChecks.default),
  shutdownDelay: durationOrZero.prefault(SETTINGS.shutdownDelay.default),
  logLevel: z
    .enum(["debug", "info", "warn", "error"], { error: found("write debug, info, warn or error") })
    .default(SETTINGS.logLevel.default),
  logFormat: z
    .enum(["auto", "json", "text"], { error: found("write auto, json or text") })
    .default(SETTINGS.logFormat.default),
} satisfies Record<SettingName, z.ZodType>);

/** Settings with all defaults filled in. */
export type Settings = z.output<typeof settingsSchema>;
