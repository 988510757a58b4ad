{{/* Name of everything: the release's, which is the chart's own where that is its beginning. */}}
{{- define "realtime.name" -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "realtime.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "realtime.name" .) -}}
{{- end -}}

{{- define "realtime.image" -}}
{{- .Values.image.repository | default (printf "%s/operator" .Values.image.registry) }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- with .Values.image.digest }}@{{ . }}{{ end -}}
{{- end -}}

{{- define "realtime.serverImage" -}}
{{- .Values.serverImage | default (printf "%s/server:%s" .Values.image.registry .Chart.AppVersion) -}}
{{- end -}}

{{- define "realtime.redisImage" -}}
{{- .Values.redisImage | default (printf "%s/redis:7.0.15" .Values.image.registry) -}}
{{- end -}}

{{- define "realtime.leaseName" -}}
{{- .Values.leaderElection.leaseName | default (include "realtime.name" .) -}}
{{- end -}}

{{/* Not empty unless it is switched off: helm upgrade --reuse-values from a chart without the value has none. */}}
{{- define "realtime.metricsAuthorization" -}}
{{- if ne (toString (.Values.monitoring).authorization) "false" }}true{{ end -}}
{{- end -}}

{{/* By these the NetworkPolicy knows the pod of helm test. */}}
{{- define "realtime.testLabels" -}}
app.kubernetes.io/name: realtime-operator-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "realtime.labels" -}}
app.kubernetes.io/name: realtime-operator
app.kubernetes.io/part-of: realtime-operator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "realtime.subjects" -}}
subjects:
  - kind: ServiceAccount
    name: {{ include "realtime.serviceAccount" . }}
    namespace: {{ .Release.Namespace }}
{{- end -}}
