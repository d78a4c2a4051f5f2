{{/* A pod of Locust; takes root, name (master or worker), arguments, and restart. */}}
{{- define "stress.locust" -}}
{{- with .root.Values.locust }}
metadata:
  labels: {{- include "parts.labels" (dict "root" $.root "name" $.name) | nindent 4 }}
  annotations:
    checksum/files: {{ ($.root.Files.Glob "files/*.py").AsConfig | sha256sum }}
spec:
  {{- include "parts.podDefaults" . | nindent 2 }}
  {{- with $.root.Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  restartPolicy: {{ $.restart }}
  securityContext: {{- include "parts.podSecurity" .user | nindent 4 }}
  containers:
    - name: locust
      image: {{ include "parts.image" (dict "image" .image) }}
      args: {{- concat (list "-f" "/locust/locustfile.py") $.arguments | toYaml | nindent 8 }}
      env:
        - {name: WEIGHTS, value: {{ toJson .weights | quote }}}
        - {name: THRESHOLDS, value: {{ toJson .thresholds | quote }}}
        - {name: ORDERS, value: {{ .orders | quote }}}
        - {name: WEATHER, value: {{ .weather }}}
        {{- if .ratePerUser }}
        - {name: RATE_PER_USER, value: {{ .ratePerUser | quote }}}
        {{- end }}
        {{- if eq $.name "locust-master" }}
        - {name: METRICS_PORT, value: "9646"}
        - {name: EXPECT_WORKERS, value: {{ .workers | quote }}}
        {{- end }}
        - {name: PYTHONDONTWRITEBYTECODE, value: "1"}
        - {name: HOME, value: /tmp}
      {{- if eq $.name "locust-master" }}
      ports:
        - {name: web, containerPort: 8089}
        - {name: workers, containerPort: 5557}
        - {name: metrics, containerPort: 9646}
      readinessProbe:
        httpGet: {path: /, port: metrics}
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 30
      {{- end }}
      resources: {{- toYaml .resources | nindent 8 }}
      securityContext: {{- include "parts.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - {name: files, mountPath: /locust, readOnly: true}
        - {name: tmp, mountPath: /tmp}
        {{- if and .headless (eq $.name "locust-master") }}
        - {name: report, mountPath: /report}
        {{- end }}
  volumes:
    - name: files
      configMap: {name: {{ include "parts.fullname" (dict "root" $.root "name" "locust") }}}
    - name: tmp
      emptyDir: {sizeLimit: 64Mi}
    {{- if and .headless (eq $.name "locust-master") }}
    - name: report
      persistentVolumeClaim: {claimName: {{ include "parts.fullname" (dict "root" $.root "name" "report") }}}
    {{- end }}
{{- end }}
{{- end }}
