{{- define "headroom.podSpec" -}}
serviceAccountName: {{ include "headroom.serviceAccount" . }}
automountServiceAccountToken: {{ not (empty (include "headroom.readsCluster" .)) }}
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
containers:
  - {{ include "headroom.container" . | indent 4 | trim }}
volumes: {{- include "headroom.volumes" . | nindent 2 }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
{{- with .Values.topologySpreadConstraints }}
  {{- toYaml . | nindent 2 }}
{{- else }}
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "headroom.selector" . | nindent 8 }}
{{- end }}
{{- end -}}

{{- define "headroom.container" -}}
name: headroom
image: {{ include "headroom.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [serve, --config, /etc/headroom/settings/headroom.yaml]
{{- with .Values.extraEnv }}
env: {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - {name: http, containerPort: 8080}
  - {name: health, containerPort: 9091}
  {{- if .Values.metricsApi.enabled }}
  - {name: metrics-api, containerPort: 6443}
  {{- end }}
  {{- if .Values.keda.enabled }}
  - {name: keda, containerPort: 9443}
  {{- end }}
livenessProbe:
  httpGet: {path: /livez, port: health}
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet: {path: /readyz, port: health}
  periodSeconds: 5
  timeoutSeconds: 5
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- with .Values.resources }}
resources: {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  # Folders, never single files of them: those would not follow a change.
  - {name: settings, mountPath: /etc/headroom/settings, readOnly: true}
  - {name: specs, mountPath: /etc/headroom/slo-specs, readOnly: true}
  {{- if include "headroom.secrets" . }}
  - {name: secrets, mountPath: {{ include "headroom.secretsFolder" . }}, readOnly: true}
  {{- end }}
  {{- if .Values.persistence.enabled }}
  - {name: store, mountPath: /var/lib/headroom}
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- define "headroom.volumes" -}}
- name: settings
  configMap: {name: {{ include "headroom.fullname" . }}-settings}
- name: specs
  projected:
    sources:
      {{- if .Values.specs }}
      - configMap: {name: {{ include "headroom.fullname" . }}-specs}
      {{- end }}
      {{- range .Values.specsConfigMaps }}
      - configMap: {name: {{ . }}}
      {{- end }}
{{- with include "headroom.secrets" . }}
- name: secrets
  projected:
    # The group is the pod's: fsGroup.
    defaultMode: 0440
    sources: {{- trim . | nindent 6 }}
{{- end }}
{{- if .Values.persistence.enabled }}
- name: store
  {{- if .Values.persistence.existingClaim }}
  persistentVolumeClaim: {claimName: {{ .Values.persistence.existingClaim }}}
  {{- else }}
  emptyDir: {sizeLimit: {{ .Values.persistence.sizeLimit }}}
  {{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
