"""What was found, as people read it: a table, and a line that sums it up.

To be imported.
"""

from collections import namedtuple

from kube_api import printable

OK = 'ok'
FAIL = 'FAIL'
# It could not be looked at, so nothing is proved.
UNKNOWN = 'unknown'
# Nothing that Ray's TLS promises is broken, and yet somebody should look.
OPEN = 'open'
NOTE = 'note'
NOT_TRIED = 'not tried'

STATUS = {OK: 0, FAIL: 1, UNKNOWN: 2}
HEADINGS = ('POD', 'PORT', 'WHAT', 'VERDICT', 'DETAIL')
SHOWN = 3

Row = namedtuple('Row', 'pod port what verdict detail')


class Report:
    def __init__(self, rows, pods):
        self.rows = rows
        self.pods = pods
        self.verdict = next((verdict for verdict in (FAIL, UNKNOWN) if self.with_verdict(verdict)), OK)

    def with_verdict(self, verdict):
        return [row for row in self.rows if row.verdict == verdict]

    def status(self):
        return STATUS[self.verdict]

    def table(self):
        lines = [HEADINGS, *([printable(cell) for cell in row] for row in self.rows)]
        # The last column is as long as it is.
        widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS) - 1)] + [0]
        return '\n'.join('  '.join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)

    def summary(self):
        counts = ', '.join(f'{len(self.with_verdict(verdict))} {verdict}' for verdict in (OK, FAIL, UNKNOWN, OPEN, NOT_TRIED))
        words = f'{self.verdict}: {self.pods} pods, {counts}.'
        if self.verdict == OK:
            return words
        found = self.with_verdict(self.verdict)
        first = '; '.join(f'{place(row)}{row.what}: {row.detail}' for row in found[:SHOWN])
        return f'{words} {first}{f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""}'


def place(row):
    return ''.join(f'{part} ' for part in (row.pod, row.port) if part != '-')
