"""Accepts connections on each PORT until it is ended.

usage: listen.py PORT...
"""

import asyncio
import sys


async def close(_, writer):
    writer.close()


async def listen():
    servers = [await asyncio.start_server(close, "0.0.0.0", int(port)) for port in sys.argv[1:]]
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(listen())
