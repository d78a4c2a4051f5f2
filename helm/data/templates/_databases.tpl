{{/* One role and database per service; the reader has a role only. Their Secrets are named after them. */}}
{{- define "data.roles" -}}
{{ toJson (list "shop_order" "shop_payment" "shop_stock" "warehouse" "warehouse_reader") }}
{{- end }}

{{- define "data.roleSecret" -}}
{{ .root.Release.Name }}-postgres-{{ .role | replace "_" "-" }}
{{- end }}

{{/* Where the databases can be made, and with whose password; empty where that isn't this chart's business. */}}
{{- define "data.provisionHost" -}}
{{- if eq .Values.postgres.mode "bundled" }}{{ .Release.Name }}-postgres
{{- else if eq .Values.postgres.mode "external" }}{{ .Values.postgres.external.host }}
{{- end }}
{{- end }}

{{- define "data.provisionSecret" -}}
{{- if eq .Values.postgres.mode "external" }}
{{- required "postgres.external.adminSecret: who makes the databases on postgres.external.host?" .Values.postgres.external.adminSecret }}
{{- else }}{{ .Release.Name }}-postgres-admin
{{- end }}
{{- end }}
