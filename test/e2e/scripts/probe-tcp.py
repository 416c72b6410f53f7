"""Which TCP targets can be reached from here, as JSON: { "IP:PORT": "open" | "closed" | "silent" | the error }.

"closed" is an answer too, that nobody listens; "silent" is what a dropped packet looks like.

usage: probe-tcp.py IP:PORT...
"""

import asyncio
import json
import sys

SECONDS = 3


async def probe(target):
    host, _, port = target.rpartition(":")
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), SECONDS)
    except asyncio.TimeoutError:
        return "silent"
    except ConnectionRefusedError:
        return "closed"
    except OSError as error:
        return str(error)
    writer.close()
    return "open"


async def probe_all(targets):
    return dict(zip(targets, await asyncio.gather(*map(probe, targets))))


print(json.dumps(asyncio.run(probe_all(sys.argv[1:]))))
