{{/* The settings of a service: its own over the defaults. */}}
{{- define "webscale.settings" -}}
{{ mergeOverwrite (deepCopy .root.Values.defaults) (get .root.Values .name) | toYaml }}
{{- end }}

{{- define "webscale.serviceAccount" -}}
{{ .Release.Name }}-webscale
{{- end }}

{{/*
Everything of one service: Deployment, Service, disruption budget, autoscaler and network policy. Besides root and name:
  calls    services that it asks
  askedBy  services that ask it
  stores   what it keeps data in: postgres, redis, kafka
*/}}
{{- define "webscale.service" -}}
{{- $settings := include "webscale.settings" . | fromYaml }}
{{- if $settings.enabled }}
{{- include "webscale.deployment" (merge (dict "settings" $settings) .) }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
spec:
  selector: {{- include "parts.selector" . | nindent 4 }}
  ports:
    - {name: http, port: 80, targetPort: http}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "parts.selector" . | nindent 6 }}
{{- if $settings.autoscaling.enabled }}
---
{{ include "webscale.autoscaler" (merge (dict "settings" $settings) .) }}
{{- end }}
{{- if .root.Values.networkPolicy.enabled }}
---
{{ include "webscale.networkPolicy" (merge (dict "settings" $settings) .) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "webscale.deployment" -}}
{{- $values := .root.Values }}
{{- with .settings }}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "parts.metadata" $ | nindent 2 }}
spec:
  {{- if not .autoscaling.enabled }}
  replicas: {{ .replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels: {{- include "parts.selector" $ | nindent 6 }}
  template:
    metadata:
      labels: {{- include "parts.labels" $ | nindent 8 }}
    spec:
      {{- if include "webscale.scalesItself" $ }}
      enableServiceLinks: false
      serviceAccountName: {{ include "parts.fullname" $ }}
      {{- else }}
      {{- include "parts.podDefaults" . | nindent 6 }}
      serviceAccountName: {{ include "webscale.serviceAccount" $.root }}
      {{- end }}
      {{- with $values.image.pullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext: {{- include "parts.podSecurity" 10001 | nindent 8 }}
      terminationGracePeriodSeconds: {{ add .shutdownDelay .shutdownTimeout 10 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "parts.selector" $ | nindent 14 }}
      {{- with .nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ $.name }}
          image: {{ include "webscale.image" (dict "root" $.root "name" $.name "digest" .digest) }}
          imagePullPolicy: {{ $values.image.pullPolicy }}
          env: {{- include "webscale.environment" $ | nindent 12 }}
          ports:
            - {name: http, containerPort: 8080}
          startupProbe:
            httpGet: {path: /q/health/started, port: http}
            periodSeconds: 1
            timeoutSeconds: 5
            failureThreshold: 240
          readinessProbe:
            httpGet: {path: /q/health/ready, port: http}
            periodSeconds: 2
            timeoutSeconds: 5
            failureThreshold: 2
          livenessProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          resources: {{- toYaml .resources | nindent 12 }}
          securityContext: {{- include "parts.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- if .spool }}
            - {name: spool, mountPath: /spool}
            {{- end }}
      volumes:
        {{- with .spool }}
        - name: spool
          emptyDir: {sizeLimit: {{ .size }}}
        {{- end }}
        - name: tmp
          emptyDir: {sizeLimit: 512Mi}
{{- end }}
{{- end }}

{{/* Not empty where the pods scale their own Deployment; takes settings. */}}
{{- define "webscale.scalesItself" -}}
{{- if and .settings.autoscaling.enabled (dig "scaling" "enabled" false .settings) }}yes{{ end }}
{{- end }}

{{/* Not empty where traces are sent; query is built without, for what it answers comes from memory. Takes settings. */}}
{{- define "webscale.traced" -}}
{{- if and .root.Values.tracing.enabled (ne .name "query") }}yes{{ end }}
{{- end }}

{{- define "webscale.image" -}}
{{- $values := .root.Values }}
{{- $image := dict "registry" $values.image.registry "repository" (printf "%s/%s" $values.image.repository .name) "tag" $values.image.tag "digest" .digest }}
{{- include "parts.image" (dict "image" $image "tag" .root.Chart.AppVersion) }}
{{- end }}

{{- define "webscale.environment" -}}
{{- $values := .root.Values }}
{{- with .settings -}}
- {name: QUARKUS_HTTP_PORT, value: "8080"}
- {name: QUARKUS_SHUTDOWN_DELAY, value: {{ .shutdownDelay }}s}
- {name: QUARKUS_SHUTDOWN_TIMEOUT, value: {{ .shutdownTimeout }}s}
# A pod whose store is away holds what can wait and says what can't; were it not ready, the ingress would answer 503.
{{- range list "AGROAL_RUNTIME_HEALTH_DATASOURCEHEALTHCHECK" "REDIS_RUNTIME_CLIENT_HEALTH_REDISHEALTHCHECK" }}
- {name: IO_SMALLRYE_HEALTH_CHECK_IO_QUARKUS_{{ . }}_ENABLED, value: "false"}
{{- end }}
{{- if .spool }}
- {name: WEBSCALE_INGEST_SPOOL, value: /spool}
{{- end }}
{{- if include "webscale.scalesItself" $ }}
- {name: WEBSCALE_INGEST_SCALING_DEPLOYMENT, value: {{ include "parts.fullname" $ }}}
- {name: WEBSCALE_INGEST_SCALING_MIN, value: {{ quote .autoscaling.min }}}
- {name: WEBSCALE_INGEST_SCALING_MAX, value: {{ quote .autoscaling.max }}}
- {name: WEBSCALE_INGEST_SCALING_LAG_PER_POD, value: {{ quote .scaling.lag }}}
- {name: WEBSCALE_INGEST_SCALING_CALM, value: {{ .scaling.calm }}s}
{{- end }}
{{- if include "webscale.traced" $ }}
- {name: QUARKUS_OTEL_SDK_DISABLED, value: "false"}
- {name: QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ quote $values.tracing.endpoint }}}
- {name: QUARKUS_OTEL_TRACES_SAMPLER, value: parentbased_traceidratio}
- {name: QUARKUS_OTEL_TRACES_SAMPLER_ARG, value: {{ quote $values.tracing.ratio }}}
- {name: OTEL_RESOURCE_ATTRIBUTES, value: "service.namespace={{ $.root.Release.Namespace }},service.version={{ $.root.Chart.AppVersion }}"}
{{- end }}
{{- if not $values.logging.json }}
- {name: QUARKUS_LOG_CONSOLE_JSON_ENABLED, value: "false"}
{{- end }}
{{- if and $values.logging.checkouts (eq $.name "order") }}
- {name: QUARKUS_LOG_CATEGORY__WEBSCALE_CHECKOUT__LEVEL, value: DEBUG}
{{- end }}
{{- with .javaOptions }}
- {name: JAVA_TOOL_OPTIONS, value: {{ quote . }}}
{{- end }}
{{- if has "postgres" $.stores }}
{{- $host := .database.host | default $values.postgres.host }}
- {name: QUARKUS_DATASOURCE_JDBC_URL, value: {{ printf "jdbc:postgresql://%s:%v/%s%s" $host $values.postgres.port .database.name $values.postgres.options | quote }}}
- {name: QUARKUS_DATASOURCE_JDBC_MAX_SIZE, value: {{ .database.poolMax | quote }}}
# A pod that starts while Postgres is away waits for it instead of failing.
- {name: QUARKUS_FLYWAY_CONNECT_RETRIES, value: "60"}
- {name: QUARKUS_FLYWAY_CONNECT_RETRIES_INTERVAL, value: 2s}
- name: QUARKUS_DATASOURCE_USERNAME
  valueFrom:
    secretKeyRef: {name: {{ .database.secret }}, key: username}
- name: QUARKUS_DATASOURCE_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .database.secret }}, key: password}
{{- end }}
{{- if has "redis" $.stores }}
- {name: QUARKUS_REDIS_HOSTS, value: {{ quote $values.redis.url }}}
{{- if $values.redis.secret }}
{{- range list "QUARKUS_REDIS_PASSWORD" "QUARKUS_REDIS_CACHE_PASSWORD" }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: {name: {{ $values.redis.secret }}, key: password}
{{- end }}
{{- end }}
{{- end }}
{{- if has "kafka" $.stores }}
- {name: KAFKA_BOOTSTRAP_SERVERS, value: {{ quote $values.kafka.bootstrapServers }}}
{{- end }}
{{- range $.calls }}
- {name: WEBSCALE_{{ upper . }}_URL, value: http://{{ include "parts.fullname" (dict "root" $.root "name" .) }}}
{{- end }}
{{- range $name, $value := .env }}
- {name: {{ $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- end }}
{{- end }}

{{- define "webscale.autoscaler" -}}
{{- if include "webscale.scalesItself" . }}
{{- include "webscale.scalesItselfOnly" . }}
{{- else if dig "keda" "enabled" false .settings }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {name: {{ include "parts.fullname" . }}}
  minReplicaCount: {{ .settings.autoscaling.min }}
  maxReplicaCount: {{ .settings.autoscaling.max }}
  triggers:
    {{- range .settings.keda.topics }}
    - type: kafka
      metadata:
        bootstrapServers: {{ $.root.Values.kafka.bootstrapServers }}
        consumerGroup: {{ $.settings.keda.consumerGroup }}
        topic: {{ . }}
        lagThreshold: {{ $.settings.keda.lag | quote }}
    {{- end }}
{{- else }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "parts.fullname" . }}}
  minReplicas: {{ .settings.autoscaling.min }}
  maxReplicas: {{ .settings.autoscaling.max }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: {{ .settings.autoscaling.cpu }}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 300}
{{- end }}
{{- end }}

{{/* An account that may read and change one number: how many pods its own Deployment has. */}}
{{- define "webscale.scalesItselfOnly" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
rules:
  - apiGroups: [apps]
    resources: [deployments/scale]
    resourceNames: [{{ include "parts.fullname" . }}]
    verbs: [get, update]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{ include "parts.fullname" . }}}
subjects:
  - {kind: ServiceAccount, name: {{ include "parts.fullname" . }}, namespace: {{ .root.Release.Namespace }}}
{{- end }}

{{- define "webscale.networkPolicy" -}}
{{- $policy := .root.Values.networkPolicy -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "parts.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels: {{- include "parts.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- concat $policy.clients $policy.prometheus | toYaml | nindent 8 }}
        - podSelector:
            matchExpressions:
              - {key: app.kubernetes.io/part-of, operator: In, values: [webscale]}
              - {key: app.kubernetes.io/name, operator: In, values: {{ append .askedBy "checker" | toJson }}}
      ports:
        - {port: http}
  egress:
    {{- include "parts.dnsEgress" . | nindent 4 }}
    {{- if .calls }}
    - to:
        - podSelector:
            matchExpressions:
              - {key: app.kubernetes.io/part-of, operator: In, values: [webscale]}
              - {key: app.kubernetes.io/name, operator: In, values: {{ toJson .calls }}}
      ports:
        - {port: http}
    {{- end }}
    - ports:
        {{- range .stores }}
        - {port: {{ get (dict "postgres" $.root.Values.postgres.port "redis" 6379 "kafka" 9092) . }}}
        {{- end }}
      {{- with $policy.stores }}
      to: {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- if include "webscale.scalesItself" . }}
    - ports: # the API server, which has no pod to name
        - {port: 443}
        - {port: 6443}
    {{- end }}
    {{- if include "webscale.traced" . }}
    - ports: # the collector
        - {port: {{ regexFind "[0-9]+/?$" .root.Values.tracing.endpoint | trimSuffix "/" }}}
    {{- end }}
{{- end }}
