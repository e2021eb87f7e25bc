import { envName, flagName, SETTING_TEXTS } from "../src/adapters/settings/table.ts";

const INTRODUCTION = `# Settings

\`headroom serve\` takes each setting from a flag, else from a variable, else from the settings file (\`headroom.yaml\` in the working folder, or \`--config FILE\`), else its default. Unknown names are errors. \`headroom serve --print-settings\` shows every value and where it comes from.

Durations are written as Prometheus writes them (\`30s\`, \`5m\`, \`1h30m\`), sizes as \`16MiB\`. Secrets are never settings: they are read from files, anew at each use, so that they may be rotated.
`;

const SOURCES = `## Prometheus servers

Specs name a source, never an address. \`sources\` is a map in the settings file; the source \`default\` serves specs that name none. \`--prometheus\` takes the place of \`sources.default\`, credentials included.

\`\`\`yaml
sources:
  default:
    url: http://prometheus:9090
  eu:
    url: https://mimir.example.com/prometheus
    bearerTokenFile: /run/secrets/mimir-token   # or basicAuth: {username: headroom, passwordFile: /run/secrets/password}
    headers: {X-Scope-OrgID: shop}
    caFile: /etc/ssl/mimir-ca.pem
    replicaLabels: [prometheus_replica]         # the default
\`\`\`

Addresses are http or https, without user, password or query, and never link-local. Redirects are not followed.

Where replicas of a Prometheus are read in one place and not deduplicated there, \`replicaLabels\` says by which labels alone their series differ: each event counts once then. A label that also tells replicas of an application apart must not be named.

## Tracing

Off unless an endpoint is named: \`OTEL_EXPORTER_OTLP_ENDPOINT\` (or \`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT\`) sends traces by OTLP over HTTP. \`OTEL_SERVICE_NAME\`, \`OTEL_RESOURCE_ATTRIBUTES\` and \`OTEL_EXPORTER_OTLP_HEADERS\` work as everywhere. \`OTEL_TRACES_SAMPLER=traceidratio\` with \`OTEL_TRACES_SAMPLER_ARG=0.1\` keeps a tenth; traces with an error are always kept.
`;

/** docs/reference/settings.md */
export function settingsReference(): string {
  const rows = SETTING_TEXTS.map(([name, { value, default: usual, says, fileOnly }]) => {
    const names =
      fileOnly === true
        ? "file only |"
        : `\`${flagName(name)}${value === undefined ? "" : ` ${value}`}\` | \`${envName(name)}\``;
    return `| \`${name}\` | ${names} | ${usual === undefined ? "" : `\`${usual}\``} | ${says} |\n`;
  });
  return `${INTRODUCTION}\n| in the file | flag | variable | default | |\n|---|---|---|---|---|\n${rows.join("")}\n${SOURCES}`;
}
