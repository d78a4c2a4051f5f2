"""Turns a run into a verdict: the process ends with 1 when a threshold was crossed, so that a Job fails."""

import json
import logging
import os

from locust.runners import MasterRunner, WorkerRunner

# {"failures": share of all requests, "p95": milliseconds, "requests": at least so many}; what isn't named doesn't count.
THRESHOLDS = json.loads(os.environ.get("THRESHOLDS", "{}"))


def install(events):
    workers = 0  # at the end, before they are told to go

    @events.test_stopping.add_listener
    def count(environment, **_):
        nonlocal workers
        workers = getattr(environment.runner, "worker_count", 0)

    @events.quitting.add_listener
    def judge(environment, **_):
        if isinstance(environment.runner, WorkerRunner):
            return
        broken = list(crossed(environment.stats.total))
        if isinstance(environment.runner, MasterRunner):
            expected = int(os.environ.get("EXPECT_WORKERS", "0"))
            missing = max(0, expected - workers)
            if missing:  # a load that was not applied proves nothing
                broken.append(f"{missing} of {expected} workers were lost")
        for line in broken:
            logging.error("threshold crossed: %s", line)
        if THRESHOLDS or broken:
            environment.process_exit_code = 1 if broken else 0


def crossed(total):
    """In words, each limit that was not kept."""
    failures = THRESHOLDS.get("failures")
    if failures is not None and total.fail_ratio > failures:
        yield f"failures {total.fail_ratio:.4%} of {total.num_requests}, allowed {failures:.4%}"
    p95 = THRESHOLDS.get("p95")
    if p95 is not None and total.get_response_time_percentile(0.95) > p95:
        yield f"p95 {total.get_response_time_percentile(0.95)} ms, allowed {p95} ms"
    requests = THRESHOLDS.get("requests")
    if requests is not None and total.num_requests < requests:
        yield f"{total.num_requests} requests, wanted {requests}"
