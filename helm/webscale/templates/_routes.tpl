{{/*
The public paths, as the contract has them. Prefixes by service, the longest first; what isn't here, such as /q and
/internal, can't be reached from outside.
*/}}
{{- define "webscale.routes" -}}
- {name: checkout, service: order, prefixes: [/orders/checkout]}
- {name: order, service: order, prefixes: [/orders]}
- {name: payment, service: payment, prefixes: [/payment]}
- {name: stock, service: stock, prefixes: [/stock]}
- {name: ingest, service: ingest, prefixes: [/ingest, /vote, /vote_to_1, /vote_to_2, /vote_to_3]}
- name: query
  service: query
  exact: [/]
  prefixes: [/access-log, /api, /articles, /assets, /documents, /favicon.ico, /health-check, /loads, /query, /records, /sensors, /users, /votes, /voting_distribution, /weather]
{{- end }}

{{/* The routes of the services that are on. */}}
{{- define "webscale.openRoutes" -}}
{{- $open := list }}
{{- range include "webscale.routes" . | fromYamlArray }}
{{- if (include "webscale.settings" (dict "root" $ "name" .service) | fromYaml).enabled }}
{{- $open = append $open . }}
{{- end }}
{{- end }}
{{- toYaml $open }}
{{- end }}
