"""The folder by which the two containers of a check speak: what the one asks, and what the other answers, a file each.

To be imported.
"""

import json
import os

REQUEST = 'request.json'
ANSWER = 'answer.json'
# A line for each of a thousand nodes, and more.
LONGEST_ANSWER = 1 << 20


def put(folder, name, content):
    """Writes a file that is there whole, or not at all."""
    path = os.path.join(folder, name)
    with open(f'{path}.tmp', 'w', encoding='utf-8') as file:
        json.dump(content, file)
    os.replace(f'{path}.tmp', path)
