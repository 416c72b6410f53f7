"""Attacks every port of every pod of a Ray cluster and reads the certificates: prints a table, and a line that sums it up.

Reads from the environment, besides what kube_api, check_pods, check_attacks, check_trust and check_ca_key do:
  PORTS           the ports that are looked at, such as 1-65535
  EXPIRED_LEAF    the folder of a leaf that ends soon, if its init container could get one
  READY_SECONDS   for how long to wait until all pods are Ready
  TIMEOUT_SECONDS for how long all of it may take

Exits with 0 if everything holds, 1 if something does not, 2 if something could not be looked at; 1 and 2 with one line on stderr.
"""

import concurrent.futures
import contextlib
import os
import sys
import tempfile
import time

import check_ca_key
from check_attacks import EXPIRED, Attacks, rows_of_stranger
from check_certificates import OpensslError, describe_key, faults_of, pems_in, read_certificate, read_or_why_not, utc
from check_pods import Pods
from check_ports import (
    GONE,
    HTTP,
    OTHER,
    PLAINTEXT_GRPC,
    REFUSED,
    TLS,
    Unreachable,
    allow_batches,
    greet,
    kind_of,
    open_jobs_path,
    open_ports,
)
from check_report import FAIL, NOTE, OK, OPEN, STATUS, UNKNOWN, Report, Row
from check_trust import trust_rows
from kube_api import Final, Transient, one_line, printable, setting

CONNECTIONS_AT_ONCE = 16


class Check:
    def __init__(self, folder):
        self.deadline = time.monotonic() + float(setting('TIMEOUT_SECONDS'))
        self.first_port, self.last_port = map(int, setting('PORTS').split('-'))
        self.pods = Pods()
        self.attacks = Attacks(folder)
        self.cas = {pem: read_certificate(pem) for pem in pems_in(self.attacks.ca_file)}
        self.own_leaf = pems_in(self.attacks.leaf[0])[0]
        self.rows = []
        # The ports of Ray's: pod, address and port.
        self.plaintext_ports, self.tls_ports = [], []
        # The certificates that a pod shows, in PEM, and on which ports.
        self.shown = {}

    def run(self):
        pods, others = self.pods.settled(min(float(setting('READY_SECONDS')), self.left() / 2))
        self.rows += [Row(name, '-', 'pod', NOTE, 'does not run: not looked at') for name in others]
        ports = [(pod, ip, port) for pod in pods for ip in pod.ips for port in self.open_ports(pod, ip)]
        check_ca_key.ask([certificate.key for certificate in self.cas.values()], self.left())
        self.in_parallel(self.port_rows, ports)
        ca_key_rows = check_ca_key.rows(pods, self.left())
        self.attack_expired()
        self.rows += self.attacks.not_tried
        # Autoscaling removes pods meanwhile, whose ports then answer nobody.
        still = {pod.name for pod in self.pods.settled(0)[0]}
        leaves = [pem for pod in still for pem in self.shown.get(pod, {})]
        self.rows += trust_rows(self.cas, [self.own_leaf, *leaves])
        self.rows += [*self.certificate_rows([pod for pod in pods if pod.name in still]), *ca_key_rows]
        self.rows = sorted((row for row in self.rows if row.pod in still or row.pod == '-' or row.pod in others), key=order)
        self.require_grpc(still)
        return len(still)

    def left(self):
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise Final(f'not done within {setting("TIMEOUT_SECONDS")} s. Give RayTlsCheck a longer checkTimeout: a pod takes about 10 s.')
        return seconds

    def open_ports(self, pod, ip):
        self.left()
        try:
            return open_ports(ip, self.first_port, self.last_port)
        except Unreachable as error:
            self.rows.append(Row(pod.name, '-', 'pod', UNKNOWN, str(error)))
            return []

    def attack_expired(self):
        context = self.attacks.expired(setting('EXPIRED_LEAF'), time.time() + self.left())
        if context is None or not self.tls_ports:
            return
        outcomes = []

        def attack(pod, ip, port):
            greeting = greet(ip, port, context)
            outcomes.append(greeting.outcome)
            return rows_of_stranger(pod.name, port, EXPIRED, greeting)

        self.in_parallel(attack, self.tls_ports)
        # Ports may be gone by now, which proves nothing.
        refused = outcomes.count(REFUSED)
        if refused == len(outcomes) - outcomes.count(GONE):
            self.rows.append(Row('-', '-', EXPIRED, OK if refused else UNKNOWN, f"refused by {refused} ports of Ray's"))

    def in_parallel(self, rows_of, ports):
        with concurrent.futures.ThreadPoolExecutor(CONNECTIONS_AT_ONCE) as pool:
            tasks = [pool.submit(rows_of, *port) for port in ports]
            try:
                for task in concurrent.futures.as_completed(tasks, self.left()):
                    self.rows += task.result()
            except concurrent.futures.TimeoutError:
                for task in tasks:
                    task.cancel()
                self.left()

    def port_rows(self, pod, ip, port):
        kind = kind_of(ip, port)
        if kind is None:
            return []
        if kind == TLS:
            self.tls_ports.append((pod, ip, port))
            pem = self.attacks.certificate(ip, port)
            if pem is not None:
                self.shown.setdefault(pod.name, {}).setdefault(pem, set()).add(port)
            return self.attacks.rows(pod.name, ip, port, kind)
        if kind == PLAINTEXT_GRPC:
            self.plaintext_ports.append((pod, ip, port))
            return [Row(pod.name, port, 'plaintext', FAIL, 'Ray answers without TLS: whoever reaches this port commands the cluster')]
        if kind == HTTP:
            return [http_row(pod.name, ip, port)]
        detail = 'speaks neither TLS nor HTTP' if kind == OTHER else 'a server of its own kind, which asks for no certificate'
        return [Row(pod.name, port, kind, NOTE, detail)]

    def certificate_rows(self, pods):
        owners = {}
        read = {pod.name: {pem: read_or_why_not(pem) for pem in self.shown.get(pod.name, {})} for pod in pods}
        for name, certificates in read.items():
            for certificate in certificates.values():
                if not isinstance(certificate, str):
                    owners.setdefault(certificate.key, set()).add(name)
        for pod in pods:
            for pem, certificate in read[pod.name].items():
                ports = ','.join(map(str, sorted(self.shown[pod.name][pem])))
                if isinstance(certificate, str):
                    yield Row(pod.name, ports, 'certificate', FAIL, f'it cannot be read: {certificate}')
                    continue
                faults = list(faults_of(certificate, pod.ips, time.time()))
                sharers = sorted(owners[certificate.key] - {pod.name})
                if sharers:
                    faults.append(f'its private key is also that of {", ".join(sharers)}, so that each can pose as the other')
                names = ', '.join([*map(str, certificate.ips), *certificate.names])
                sound = f'{describe_key(certificate)}, until {utc(certificate.end)}, for {names}'
                yield Row(pod.name, ports, 'certificate', FAIL if faults else OK, '; '.join(faults) or sound)

    def require_grpc(self, names):
        """A pod without a port of Ray's was not proved to be safe."""
        found = {pod.name for pod, _, _ in self.tls_ports + self.plaintext_ports}
        for name in sorted(names - found - {row.pod for row in self.rows if row.verdict == UNKNOWN}):
            self.rows.append(Row(name, '-', TLS, FAIL, 'no port speaks gRPC: does Ray run in this pod?'))


def http_row(pod, ip, port):
    path = open_jobs_path(ip, port)
    if path is None:
        return Row(pod, port, HTTP, NOTE, "not covered by Ray's TLS")
    return Row(pod, port, HTTP, OPEN, f'takes jobs at {path} from whoever reaches it: add RayTokenAuth, RayNetworkPolicy or both')


def order(row):
    return row.pod != '-', row.pod, int(str(row.port).split(',')[0]) if row.port != '-' else 0


def main():
    allow_batches()
    try:
        with tempfile.TemporaryDirectory() as folder:
            check = Check(folder)
            pods = check.run()
    except (Final, Transient, OpensslError) as error:
        return conclude(STATUS[UNKNOWN], str(error))
    except Exception as error:
        # Whatever it is: a traceback is no line to act on.
        return conclude(STATUS[UNKNOWN], f'{type(error).__name__}: {one_line(error)}')
    finally:
        check_ca_key.release()
    report = Report(check.rows, pods)
    print(report.table())
    return conclude(report.status(), report.summary())


def conclude(status, text):
    """The last line, which `kubectl describe` shows too."""
    line = printable(f'ray-tls-check: {text}')
    print(line, file=sys.stdout if status == 0 else sys.stderr)
    with contextlib.suppress(OSError), open(os.environ.get('TERMINATION_LOG', '/dev/termination-log'), 'w', encoding='utf-8') as file:
        file.write(line)
    return status


if __name__ == '__main__':
    status = main()
    sys.stdout.flush()
    # Not sys.exit, which would wait for connections that nobody needs any more.
    os._exit(status)
