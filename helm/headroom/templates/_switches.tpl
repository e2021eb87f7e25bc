{{/* What is on, as a text that is empty when it is not: `if include "headroom.external" .` */}}

{{- define "headroom.external" -}}
{{- if and .Values.metricsApi.enabled .Values.metricsApi.external.enabled -}}yes{{- end -}}
{{- end -}}

{{- define "headroom.custom" -}}
{{- if and .Values.metricsApi.enabled .Values.metricsApi.custom.enabled -}}yes{{- end -}}
{{- end -}}

{{/* Whether the API server is spoken with: only then have pods its token and an account with rights. */}}
{{- define "headroom.readsCluster" -}}
{{- if or .Values.metricsApi.enabled .Values.kubernetes.workloads -}}yes{{- end -}}
{{- end -}}

{{/* How many pods. */}}
{{- define "headroom.replicas" -}}
{{- if ne (toString .Values.replicas) "auto" -}}
{{- int .Values.replicas -}}
{{- else if and (or .Values.metricsApi.enabled .Values.keda.enabled) (not .Values.persistence.existingClaim) -}}
2
{{- else -}}
1
{{- end -}}
{{- end -}}

{{/* The groups that are answered for, as a YAML list. */}}
{{- define "headroom.apiServices" -}}
{{- if include "headroom.external" . }}
- {name: v1beta1.{{ .Values.metricsApi.external.group }}, group: {{ .Values.metricsApi.external.group }}, version: v1beta1}
{{- end }}
{{- if include "headroom.custom" . }}
- {name: v1beta2.{{ .Values.metricsApi.custom.group }}, group: {{ .Values.metricsApi.custom.group }}, version: v1beta2}
{{- end }}
{{- end -}}
