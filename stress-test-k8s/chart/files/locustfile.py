"""Users of Webscale for Locust. WEIGHTS says how many of each kind, such as {"checkout": 10, "weather": 1}; the others stay away.

A refusal (4xx) of a checkout is an answer, counted under a name of its own. Whatever says nothing (5xx, a broken
connection, a time-out) is a failure.
"""

import json
import os
import random
import uuid

from locust import FastHttpUser, constant, constant_throughput, events, task

import metrics
import thresholds

WEIGHTS = json.loads(os.environ.get("WEIGHTS", '{"checkout": 1}'))
ORDERS = int(os.environ.get("ORDERS", "100000"))
# None: one request a second and user, as in the public stress test; otherwise the wanted rate of one user.
RATE = os.environ.get("RATE_PER_USER")

metrics.install(events)
thresholds.install(events)


class Client(FastHttpUser):
    """What all users have in common. A kind that WEIGHTS doesn't name is not spawned."""

    abstract = True
    kind = None
    wait_time = constant_throughput(float(RATE)) if RATE else constant(1)
    connection_timeout = 10.0
    network_timeout = 100.0  # longer than a checkout is ever held

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.weight = int(WEIGHTS.get(cls.kind, 0))
        cls.abstract = cls.weight == 0

    def ask(self, method, path, name, accepted=(200,), refusals=(), **kwargs):
        """The answer; its status is a failure unless it is expected."""
        with self.client.request(method, path, name=name, catch_response=True, **kwargs) as response:
            if response.status_code in refusals:
                response.request_meta["name"] = name + " refused"
                response.success()
            elif response.status_code in accepted:
                response.success()
            else:
                response.failure(f"status {response.status_code}")
            return response

    def made(self, path, name, field):
        """The id of something new, or None."""
        response = self.ask("POST", path, name)
        return response.json()[field] if response.status_code == 200 else None


class Checkout(Client):
    """The public stress test: checks out orders that batch_init made, the same one more than once."""

    kind = "checkout"

    @task
    def checkout(self):
        order = random.randrange(ORDERS)
        self.ask("POST", f"/orders/checkout/{order}", "/orders/checkout/[order]", refusals=range(400, 500))


class Journey(Client):
    """Everything from a new user to a paid order, as a shopper would do it."""

    kind = "journey"

    @task
    def journey(self):
        user = self.made("/payment/create_user", "/payment/create_user", "user_id")
        item = self.made("/stock/item/create/5", "/stock/item/create/[price]", "item_id")
        if user is None or item is None:
            return
        self.ask("POST", f"/payment/add_funds/{user}/10", "/payment/add_funds/[user]/[amount]")
        self.ask("POST", f"/stock/add/{item}/2", "/stock/add/[item]/[amount]")
        order = self.made(f"/orders/create/{user}", "/orders/create/[user]", "order_id")
        if order is None:
            return
        self.ask("POST", f"/orders/addItem/{order}/{item}/2", "/orders/addItem/[order]/[item]/[quantity]")
        self.ask("POST", f"/orders/checkout/{order}", "/orders/checkout/[order]", refusals=range(400, 500))
        self.ask("GET", f"/orders/find/{order}", "/orders/find/[order]")


class Weather(Client):
    """Asks for the average of one place: WEATHER is fixed, random or weighted."""

    kind = "weather"
    places = []

    def on_start(self):
        if not Weather.places:
            response = self.ask("GET", "/weather/locations", "/weather/locations")
            Weather.places = locations(response.json()) if response.status_code == 200 else []

    @task
    def average(self):
        if not Weather.places:
            return
        self.ask("POST", "/query", "/query", data={"location": self.place()})

    def place(self):
        picks = os.environ.get("WEATHER", "random")
        if picks == "fixed":
            return Weather.places[0]
        if picks == "weighted":  # the first is asked for twice as often as the second, and so on
            shares = [1 / (n + 1) for n in range(len(Weather.places))]
            return random.choices(Weather.places, shares)[0]
        return random.choice(Weather.places)


def locations(answer):
    """The names in the answer, whether it is a list of them or an object with such a list."""
    if isinstance(answer, dict):
        answer = next((value for value in answer.values() if isinstance(value, list)), [])
    return [place["location"] if isinstance(place, dict) else place for place in answer]


class Documents(Client):
    """Reads and counts in JSON documents of its own."""

    kind = "documents"

    def on_start(self):
        self.key = f"load:{uuid.uuid4()}"
        document = {"id": self.key, "name": {"first": "Ann", "last": "Lee"}, "age": 44, "visits": 0}
        self.ask("POST", "/api/v1/redisjson", "/api/v1/redisjson", accepted=(200, 201), json=document)

    @task(3)
    def read(self):
        self.ask("GET", f"/api/v1/doc/{self.key}", "/api/v1/doc/[key]")

    @task(1)
    def count(self):
        change = {"key": self.key, "field": "visits", "num": 1}
        self.ask("PUT", "/api/v1/redisjson/increby", "/api/v1/redisjson/increby", json=change)


class Votes(Client):
    """Votes from a kiosk of its own."""

    kind = "votes"

    def on_start(self):
        self.kiosk = str(random.randrange(1_000_000))

    @task
    def vote(self):
        candidate = {"candidate": str(random.randint(1, 3))}
        self.ask("POST", "/vote", "/vote", json=candidate, headers={"X-Kiosk-Id": self.kiosk})


class Ingest(Client):
    """Uploads small files of sensor records."""

    kind = "ingest"
    rows = 1_000

    @task
    def upload(self):
        sensor = f"load_{uuid.uuid4().hex[:8]}"
        lines = [f"2021-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}.000+08:00,{sensor},{random.random()}" for n in range(self.rows)]
        body = "record_time,sensor_id,value\n" + "\n".join(lines) + "\n"
        self.ask("POST", "/ingest/records", "/ingest/records", accepted=(202,), data=body.encode(), headers={"Content-Type": "text/csv"})
