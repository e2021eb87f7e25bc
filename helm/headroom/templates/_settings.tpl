{{/* headroom.yaml: what the chart decides, and the user's own settings. Secrets are named by their files. */}}
{{- define "headroom.settings" -}}
{{- $settings := deepCopy .Values.settings -}}
{{- $sources := deepCopy (default dict $settings.sources) -}}
{{- $_ := set $sources "default" (include "headroom.defaultSource" . | fromYaml) -}}
{{- $_ := set $settings "sources" $sources -}}
{{- $own := include "headroom.ownSettings" . | fromYaml -}}
{{- toYaml (merge $own $settings) -}}
{{- end -}}

{{- define "headroom.secretsFolder" -}}/run/secrets/headroom{{- end -}}

{{- define "headroom.defaultSource" -}}
{{- $secrets := include "headroom.secretsFolder" . -}}
{{- with .Values.prometheus -}}
url: {{ .url | quote }}
{{- with .headers }}
headers: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .replicaLabels }}
replicaLabels: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .delay }}
delay: {{ . | quote }}
{{- end }}
{{- with .publicUrl }}
publicUrl: {{ . | quote }}
{{- end }}
{{- if .bearerToken.existingSecret }}
bearerTokenFile: {{ $secrets }}/prometheus/token
{{- end }}
{{- if .basicAuth.existingSecret }}
basicAuth:
  username: {{ .basicAuth.username | quote }}
  passwordFile: {{ $secrets }}/prometheus/password
{{- end }}
{{- if .ca.existingSecret }}
caFile: {{ $secrets }}/prometheus/ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{- define "headroom.ownSettings" -}}
{{- $secrets := include "headroom.secretsFolder" . -}}
specs: /etc/headroom/slo-specs
listen: {{ printf "%s:8080" .Values.listenHost | quote }}
healthListen: {{ printf "%s:9091" .Values.listenHost | quote }}
{{- with .Values.access }}
{{- if .existingSecret }}
tokenFile: {{ $secrets }}/access/token
{{- end }}
{{- if .trustedUserHeader }}
trustedUserHeader: {{ .trustedUserHeader | quote }}
{{- end }}
{{- if .allowAnonymous }}
allowAnonymous: true
{{- end }}
{{- end }}
{{- if include "headroom.readsCluster" . }}
kubernetes: in-cluster
{{- end }}
{{- if .Values.metricsApi.enabled }}
metricsApiListen: {{ printf "%s:6443" .Values.listenHost | quote }}
metricsApiService: {{ .Release.Namespace }}/{{ include "headroom.fullname" . }}
metricsExternalGroup: {{ if .Values.metricsApi.external.enabled }}{{ .Values.metricsApi.external.group }}{{ else }}"off"{{ end }}
metricsCustomGroup: {{ if .Values.metricsApi.custom.enabled }}{{ .Values.metricsApi.custom.group }}{{ else }}"off"{{ end }}
{{- if .Values.metricsApi.certificate.existingSecret }}
metricsApiCertFile: {{ $secrets }}/metrics-api/tls.crt
metricsApiKeyFile: {{ $secrets }}/metrics-api/tls.key
metricsApiCaFile: {{ $secrets }}/metrics-api/ca.crt
{{- end }}
{{- end }}
{{- if .Values.keda.enabled }}
kedaListen: {{ printf "%s:9443" .Values.listenHost | quote }}
{{- if .Values.keda.certificate.existingSecret }}
kedaCertFile: {{ $secrets }}/keda/tls.crt
kedaKeyFile: {{ $secrets }}/keda/tls.key
kedaClientCaFile: {{ $secrets }}/keda/ca.crt
{{- else }}
kedaAllowPlaintext: true
{{- end }}
{{- end }}
{{- if .Values.persistence.enabled }}
store: /var/lib/headroom/headroom.db
checkpoint: /var/lib/headroom/headroom-ledger.db
{{- end }}
{{- end -}}

{{/* All secrets that pods mount: a list of projected sources, by the paths that the settings name. */}}
{{- define "headroom.secrets" -}}
{{- with .Values.access }}
{{- if .existingSecret }}
- secret: {name: {{ .existingSecret }}, items: [{key: {{ .key | quote }}, path: access/token}]}
{{- end }}
{{- end }}
{{- with .Values.prometheus.bearerToken }}
{{- if .existingSecret }}
- secret: {name: {{ .existingSecret }}, items: [{key: {{ .key | quote }}, path: prometheus/token}]}
{{- end }}
{{- end }}
{{- with .Values.prometheus.basicAuth }}
{{- if .existingSecret }}
- secret: {name: {{ .existingSecret }}, items: [{key: {{ .key | quote }}, path: prometheus/password}]}
{{- end }}
{{- end }}
{{- with .Values.prometheus.ca }}
{{- if .existingSecret }}
- secret: {name: {{ .existingSecret }}, items: [{key: {{ .key | quote }}, path: prometheus/ca.crt}]}
{{- end }}
{{- end }}
{{- if .Values.metricsApi.enabled }}
{{- include "headroom.certificate" (dict "secret" .Values.metricsApi.certificate.existingSecret "folder" "metrics-api") }}
{{- end }}
{{- if .Values.keda.enabled }}
{{- include "headroom.certificate" (dict "secret" .Values.keda.certificate.existingSecret "folder" "keda") }}
{{- end }}
{{- end -}}

{{- define "headroom.certificate" -}}
{{- if .secret }}
- secret:
    name: {{ .secret }}
    items:
      - {key: tls.crt, path: {{ .folder }}/tls.crt}
      - {key: tls.key, path: {{ .folder }}/tls.key}
      - {key: ca.crt, path: {{ .folder }}/ca.crt}
{{- end }}
{{- end -}}
