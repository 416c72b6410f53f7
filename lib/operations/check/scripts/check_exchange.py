"""The folder through which the two containers of a check communicate: one file with the request, one with the answer.

To be imported.
"""

import json
import os

REQUEST = 'request.json'
ANSWER = 'answer.json'
# Enough for the answers of more than a thousand nodes.
LONGEST_ANSWER = 1 << 20


def put(folder, name, content):
    """Writes a file in one step. It never writes through a link that the other container may have put there."""
    path = os.path.join(folder, name)
    with open(f'{path}.tmp', 'x', encoding='utf-8') as file:
        json.dump(content, file)
    os.replace(f'{path}.tmp', path)
