"""Answers every request with the version that was deployed and the node that it runs on."""

import os

import ray
from ray import serve
from starlette.requests import Request


@serve.deployment(num_replicas=2, ray_actor_options={'num_cpus': 0.1})
class Answers:
    async def __call__(self, request: Request) -> dict:
        return {'version': os.environ.get('ANSWERS_VERSION', ''), 'node': ray.util.get_node_ip_address()}


app = Answers.bind()
