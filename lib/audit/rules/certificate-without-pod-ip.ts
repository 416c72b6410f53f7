import { dataOf } from '../model/data';
import { texts } from '../model/json';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { scriptsOf } from '../questions/ca-keys';
import { leafCertificates, leavesOf } from '../questions/leaf';
import { certificateOf, pemsOf } from '../questions/pem';
import { type Complaint, type Rule, Severity } from '../rule';

/** How a script learns the address of its pod, where no variable says it. */
const ASKS_FOR_IP =
  /\bhostname\s+(?:-[a-zA-Z]*[iI]\b|--(?:all-)?ip-address)|\bip\s+(?:-\S+\s+)*(?:a|addr|address|r|route)\b|\bifconfig\b|\bgetent\s+a?hosts|\/etc\/hosts|fib_trie|\b(?:MY_|POD_?|NODE_|HOST_?|LOCAL_?|SELF_?)I(?:P|PADDR)\b|POD_?IPS?|gethostby|getaddrinfo|getsockname|podinfo|\b(?:dig|nslookup)\b/i;
/** Where the names of a certificate are written: `subjectAltName=...`, `IP.1 = ...`, `IP:...`. */
const NAMES = /subjectAltName[^\n]*|^[ \t]*(?:IP|DNS)(?:\.\d+)?\s*[=:][^\n]*|\b(?:IP|DNS)(?:\.\d+|:)[^\n]*/gim;
/** A name that is put together when the script runs. */
const PUT_TOGETHER = /\$|`|%s|\{\{|\{\w+\}/;

export const certificateWithoutPodIp: Rule = {
  id: 'certificate-without-pod-ip',
  title: "A Ray pod's certificate lacks its Pod IP",
  why: "Nodes of a Ray cluster find each other by Pod IP, and TLS compares that with the certificate's IP addresses: without it every connection to the pod fails.",
  fix: 'Have each pod put `status.podIPs` (downward API) among the SANs of its own certificate, as `RayTls.signedBy` and `RayTls.issuedBy` do.',
  source: 'ray-project/kuberay#889; tried with Ray 2.58',
  severity: Severity.ERROR,
  check: (set) => [...fromCertManager(set), ...fromSecrets(set), ...set.rayNodes.flatMap((pod) => madeInPod(set, pod))],
};

function fromCertManager(set: ManifestSet): Complaint[] {
  return leafCertificates(set)
    .filter(({ certificate, pod }) => pod.isRayNode && texts(certificate.spec.ipAddresses).every(isLoopback))
    .map(({ certificate, pod }) => ({
      manifest: certificate,
      path: 'spec.ipAddresses',
      message: `the ${pod.title} uses this certificate, and no Pod IP is in it`,
    }));
}

function fromSecrets(set: ManifestSet): Complaint[] {
  const used = new Map<string, Complaint>();
  for (const { pod, secretName } of set.rayNodes.flatMap(leavesOf)) {
    const secret = secretName === undefined ? undefined : set.find('Secret', pod.namespace, secretName);
    const leaf = secret && dataOf(secret).find(({ key }) => key === 'tls.crt');
    const certificate = leaf && pemsOf(leaf.content).flatMap((block) => certificateOf(block) ?? [])[0];
    const addresses = certificate && [...(certificate.subjectAltName ?? '').matchAll(/IP Address:([^,]+)/g)].map(([, address]) => address);
    if (secret === undefined || leaf === undefined || addresses === undefined || !addresses.every(isLoopback)) continue;
    used.set(secret.key, { manifest: secret, path: leaf.path, message: `the ${pod.title} uses this certificate, and no Pod IP is in it` });
  }
  return [...used.values()];
}

/** An init container that makes the leaf with openssl, and never looks at the pod's address. */
function madeInPod(set: ManifestSet, pod: Pod): Complaint[] {
  return leavesOf(pod)
    .slice(0, 1)
    .filter(({ secretName }) => secretName === undefined)
    .flatMap(({ volume }) => pod.initContainers.filter(({ mounts }) => mounts.some((mount) => mount.volume === volume.name)))
    .filter((container) => {
      if (container.knowsPodIp) return false;
      const programs = [container.commandLine, ...scriptsOf(set, pod, container)];
      return programs.some((text) => /\bopenssl\b/.test(text)) && !programs.some((text) => ASKS_FOR_IP.test(text) || mayNameIt(text));
    })
    .map((container) => ({
      manifest: pod.manifest,
      path: container.path,
      message: `this init container makes the certificate of the ${pod.title} and never learns the Pod IP`,
    }));
}

/** Whether one of the names may be the address, however the script comes by it: only where all are written out it surely is not. */
function mayNameIt(program: string): boolean {
  return [...program.matchAll(NAMES)].some(([names]) => PUT_TOGETHER.test(names));
}

function isLoopback(address: string): boolean {
  return /^127\.|^::1$|^0:0:0:0:0:0:0:1$/.test(address.trim());
}
