"""The tasks for Celery. Acknowledged late, because otherwise a crash loses them; the visibility timeout comes from outside."""

import os
import socket

from celery import Celery

app = Celery("others", broker=os.environ["BROKER"])
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={"visibility_timeout": int(os.environ["VISIBILITY_TIMEOUT"])},
    broker_connection_retry_on_startup=True,
)


@app.task
def noop():
    pass


@app.task
def hold(port):
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.recv(1)
