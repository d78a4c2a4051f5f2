"""Locust's figures for Prometheus, served by the master itself: no sidecar that would keep a Job from ending."""

import os

import gevent
from gevent.pywsgi import WSGIServer
from locust.runners import WorkerRunner

QUANTILES = (0.5, 0.95, 0.99)


def install(events):
    @events.init.add_listener
    def serve(environment, **_):
        port = int(os.environ.get("METRICS_PORT", "0"))
        if not port or isinstance(environment.runner, WorkerRunner):
            return

        def application(_, start_response):
            start_response("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
            return [render(environment).encode()]

        server = WSGIServer(("0.0.0.0", port), application, log=None)
        gevent.spawn(server.serve_forever)


def render(environment):
    """The exposition format: a family's lines stay together under its type."""
    runner, stats = environment.runner, environment.stats
    entries = [(label(entry), entry) for entry in stats.entries.values()]
    families = {
        ("locust_users", "gauge"): [("", runner.user_count)],
        ("locust_workers", "gauge"): [("", getattr(runner, "worker_count", 0))],
        ("locust_requests_total", "counter"): [(key, entry.num_requests) for key, entry in entries],
        ("locust_failures_total", "counter"): [(key, entry.num_failures) for key, entry in entries],
        ("locust_requests_per_second", "gauge"): [(key, entry.current_rps) for key, entry in entries],
        ("locust_response_milliseconds", "gauge"): [
            (f'{key},quantile="{q}"', entry.get_current_response_time_percentile(q) or 0)
            for key, entry in entries
            for q in QUANTILES
        ],
    }
    lines = []
    for (name, kind), samples in families.items():
        lines.append(f"# TYPE {name} {kind}")
        lines.extend(f"{name}{{{labels}}} {value}" if labels else f"{name} {value}" for labels, value in samples)
    return "\n".join(lines) + "\n"


def label(entry):
    def quoted(text):
        return str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    return f'method="{quoted(entry.method)}",name="{quoted(entry.name)}"'
