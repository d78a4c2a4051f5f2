{{/* Each of these takes a dict: root (the chart's own scope) and name (the part: order, postgres, …). */}}

{{- define "parts.fullname" -}}
{{ .root.Release.Name }}-{{ .name }}
{{- end }}

{{- define "parts.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end }}

{{- define "parts.labels" -}}
{{ include "parts.selector" . }}
app.kubernetes.io/part-of: webscale
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
{{- end }}

{{- define "parts.metadata" -}}
name: {{ include "parts.fullname" . }}
namespace: {{ .root.Release.Namespace }}
labels: {{- include "parts.labels" . | nindent 2 }}
{{- end }}

{{/* REGISTRY/REPOSITORY:TAG, or @DIGEST if there is one; takes image and the tag to fall back to. */}}
{{- define "parts.image" -}}
{{- with .image.registry }}{{ . }}/{{ end }}{{ .image.repository -}}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default .tag }}{{ end }}
{{- end }}

{{/* What the restricted Pod Security Standard asks of a pod; takes the numeric user. */}}
{{- define "parts.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "parts.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Says nothing to the API server, and isn't told about other services. */}}
{{- define "parts.podDefaults" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- end }}

{{/* The password that the Secret has already, else a new one, so that an upgrade keeps it; takes secret and key. */}}
{{- define "parts.password" -}}
{{- $found := lookup "v1" "Secret" .root.Release.Namespace .secret }}
{{- $old := dig "data" .key "" ($found | default dict) }}
{{- if $old }}{{ $old | b64dec }}{{ else }}{{ randAlphaNum 32 }}{{ end }}
{{- end }}

{{- define "parts.dnsEgress" -}}
- ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
{{- end }}

{{/* Nothing in, nothing out for the pods of this chart: each part then allows what it needs. */}}
{{- define "parts.denyAll" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .Release.Name }}-deny-all
  namespace: {{ .Release.Namespace }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/part-of: webscale
      app.kubernetes.io/instance: {{ .Release.Name }}
  policyTypes: [Ingress, Egress]
{{- end }}
