import { z } from "zod";
import { LONGEST_DELAY } from "../../core/spec/meaning/window.ts";
import { parsePromDuration, printPromDuration } from "../../core/units/prom-duration.ts";
import type { Seconds } from "../../core/units/seconds.ts";

/** A Prometheus that specs may name. Credentials are in files, so that no setting holds a secret. */
export type PrometheusSource = z.output<typeof sourceSchema>;

export const sourceUrl = z.string().superRefine((text, context) => {
  const problem = urlProblem(text);
  if (problem !== undefined) context.addIssue(problem);
});

/** What is wrong with the address of a Prometheus, or undefined: browsers are told some. */
function urlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return `${text} is no address; write http://host:port`;
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return `${text} is not reached by HTTP; write http://… or https://…`;
  if (url.username !== "" || url.password !== "")
    return "the address carries a user or password; put the password in a file and name it as basicAuth.passwordFile of the source";
  if (url.search !== "" || url.hash !== "") return `${text} has a query; write the address alone`;
  // Addresses of cloud metadata services, which hand out credentials to whoever asks; an address is not looked up, so
  // that nothing refuses it later.
  if (METADATA.test(url.hostname))
    return `${url.hostname} is a link-local or metadata address, never a Prometheus; write the address of yours`;
  return undefined;
}

/** IPv4 link-local, the same written as IPv6, IPv6 link-local, Amazon's own, and names of Google's. */
const METADATA = /^169\.254\.|^\[::ffff:a9fe:|^\[fe[89ab][0-9a-f]:|^\[fd00:ec2::254\]|^metadata\./;

/**
 * What the Prometheus operator calls it. No exporter does, as they may `replica`: to take that for a replica of the
 * Prometheus would lose the events of all replicas of an application but one.
 */
export const USUAL_REPLICA_LABELS: readonly string[] = ["prometheus_replica"];

const delay = z
  .string({ error: ({ input }) => `found ${JSON.stringify(input)}; write a duration such as 10m` })
  .transform((text, context): Seconds => {
    const length = parsePromDuration(text);
    if (length !== undefined && length <= LONGEST_DELAY) return length;
    context.addIssue(
      length === undefined
        ? `${text} is no duration; write one such as 10m`
        : `${text} is too long; write ${printPromDuration(LONGEST_DELAY)} or less`,
    );
    return z.NEVER;
  });

export const sourceSchema = z.strictObject({
  url: sourceUrl.meta({ description: "http or https address, with its path prefix if it has one" }),
  bearerTokenFile: z.string().optional().meta({ description: "file that holds a bearer token" }),
  basicAuth: z
    .strictObject({ username: z.string(), passwordFile: z.string() })
    .optional()
    .meta({ description: "user name, and the file that holds the password" }),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .refine(
      (headers) => !Object.keys(headers).some((name) => name.toLowerCase() === "authorization"),
      "authorization is no header to set; put the token in a file and name it as bearerTokenFile",
    )
    .meta({ description: "further headers, such as X-Scope-OrgID" }),
  replicaLabels: z.array(z.string().min(1)).optional().meta({
    description:
      "labels that differ only between replicas that scrape the same targets, whose series count once; default: prometheus_replica",
  }),
  delay: delay.optional().meta({
    description: "how late its samples come, for SLOs whose spec says nothing else; default: 0s",
  }),
  publicUrl: sourceUrl.optional().meta({
    description:
      "http or https address at which browsers reach it, for links from queries to its page; none are shown without",
  }),
  caFile: z.string().optional().meta({ description: "PEM file of the authority that signed the server's certificate" }),
});

export const SOURCE_FIELDS: readonly string[] = z.keyof(sourceSchema).options;
