{{/* Refuses values that cannot work, all at once and each with its remedy. */}}
{{- define "headroom.check" -}}
{{- with include "headroom.problems" . | trim -}}
{{- fail (printf "\n\n%s\n" .) -}}
{{- end -}}
{{- end -}}

{{- define "headroom.problems" -}}
{{- if not .Values.image.repository }}
- image.repository is empty, and there is no public image; build one with the project's Dockerfile, push it, and give --set image.repository=REGISTRY/headroom
{{- end }}
{{- if not .Values.prometheus.url }}
- prometheus.url is empty; name the Prometheus that holds your series: --set prometheus.url=http://prometheus.monitoring:9090
{{- end }}
{{- with .Values.prometheus }}
{{- if and .bearerToken.existingSecret .basicAuth.existingSecret }}
- prometheus.bearerToken and prometheus.basicAuth are both given; keep one
{{- end }}
{{- if ne (empty .basicAuth.username) (empty .basicAuth.existingSecret) }}
- prometheus.basicAuth has only one of username and existingSecret; give both
{{- end }}
{{- end }}
{{- if not (or .Values.specs .Values.specsConfigMaps) }}
- there are no specs; give files with --set-file 'specs.shop\.yaml=slo-specs/shop.yaml', or name ConfigMaps in specsConfigMaps
{{- end }}
{{- with .Values.access }}
{{- if not (or .existingSecret .trustedUserHeader .allowAnonymous) }}
- nothing says who may read port 8080; give access.existingSecret=SECRET (its key token holds what readers send as a bearer token), access.trustedUserHeader=NAME behind a proxy that signs users in, or access.allowAnonymous=true to let everybody in
{{- end }}
{{- if and .allowAnonymous (or .existingSecret .trustedUserHeader) }}
- access.allowAnonymous lets everybody in, and access.existingSecret or access.trustedUserHeader asks who reads; keep one of the two
{{- end }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled (not (or .Values.access.existingSecret .Values.access.allowAnonymous)) }}
- serviceMonitor has Prometheus read port 9091, which cannot send access.trustedUserHeader; give access.existingSecret as well
{{- end }}
{{- include "headroom.problemsOfAutoscaling" . }}
{{- if and .Values.persistence.enabled .Values.persistence.existingClaim (gt (include "headroom.replicas" . | int) 1) }}
- persistence.existingClaim serves one pod, and replicas is {{ include "headroom.replicas" . }}; set replicas to 1, or leave the claim out
{{- end }}
{{- end -}}

{{- define "headroom.problemsOfAutoscaling" -}}
{{- if and .Values.metricsApi.enabled (not (include "headroom.apiServices" .)) }}
- metricsApi.enabled serves no group; give metricsApi.external.enabled=true or metricsApi.custom.enabled=true, or both
{{- end }}
{{- range include "headroom.apiServices" . | fromYamlArray }}
{{- include "headroom.ownerProblem" (dict "root" $ "name" .name) }}
{{- end }}
{{- if include "headroom.custom" . }}
{{- /* Autoscalers ask one version of a group, the newest: ours would take it from whoever has the older one. */}}
{{- include "headroom.ownerProblem" (dict "root" $ "name" (printf "v1beta1.%s" .Values.metricsApi.custom.group)) }}
{{- end }}
{{- if and .Values.keda.enabled (not (or .Values.keda.certificate.existingSecret .Values.keda.allowPlaintext)) }}
- keda.enabled needs to know how; give keda.certificate.existingSecret=SECRET with tls.crt, tls.key and ca.crt, or keda.allowPlaintext=true
{{- end }}
{{- if and .Values.keda.allowPlaintext .Values.keda.certificate.existingSecret }}
- keda.allowPlaintext and keda.certificate.existingSecret are both given; keep one
{{- end }}
{{- end -}}

{{/* A cluster has one server for a group: taking it over would stop whoever scales on the other's metrics. */}}
{{- define "headroom.ownerProblem" -}}
{{- $found := lookup "apiregistration.k8s.io/v1" "APIService" "" .name -}}
{{- if $found -}}
{{- $service := dig "spec" "service" dict $found | default dict -}}
{{- $owner := printf "%s/%s" (dig "namespace" "" $service) (dig "name" "" $service) -}}
{{- $own := printf "%s/%s" .root.Release.Namespace (include "headroom.fullname" .root) -}}
{{- if ne $owner $own }}
- {{ if $service }}Service {{ $owner }}{{ else }}the API server itself{{ end }} answers for {{ .name }} in this cluster, and only one can; leave that group out here (KEDA takes the external one, and serves Headroom's numbers through keda.enabled), or remove the other server first
{{- end }}
{{- end -}}
{{- end -}}
