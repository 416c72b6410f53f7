#!/bin/sh
# What every way to a leaf has in common: the names that it must carry, its key, and the proof that it fits this pod.
# To be sourced. Reads from the environment:
#   LEAF_ROLE       who the leaf is for: head, worker, client, kube-rbac-proxy or another; its CN is ray-$LEAF_ROLE
#   LEAF_POD_IPS    the Pod's addresses, comma-separated, IPv4 and IPv6 (status.podIPs)
#   LEAF_NAMESPACE  the Pod's namespace
#   LEAF_SERVICES   Services of that namespace by which peers reach this pod, comma-separated; may be empty
#   LEAF_DNS_NAMES  further DNS names, comma-separated; may be empty
#   LEAF_KEY        ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072 or rsa-4096
#   FQ_RAY_IP       the head service's full name, which KubeRay sets in every init container
#   LEAF_AWAITED_GCS  the port of the head's GCS, for workers that KubeRay does not have wait for it; may be empty. Its name does not end
#                   in _PORT, as a Service could set it then (enableServiceLinks)
#   CLUSTER_DOMAIN  the cluster's DNS domain, where FQ_RAY_IP does not tell it; cluster.local unless set
#   LEAF_OPTIONAL   set where the pod can do without this leaf: what fails is told, and is no failure; may be empty
#   TLS_DIR         where tls.key, tls.crt and ca.crt end up; all work happens below it, in memory
set -eu
umask 077
# shellcheck source-path=SCRIPTDIR source=trust.sh
. "$(dirname "$0")/trust.sh"

# One line that says what is wrong and what to do, on stderr; the kubelet shows it as the container's termination message.
fail() {
  printf 'ray-tls: %s\n' "$*" >&2
  exit 1
}

# start_work: an empty working directory, also after a run that was killed half-way, and in it what peers call this pod by
start_work() {
  trap 'end_work $?' EXIT
  trap 'exit 1' HUP INT TERM
  { rm -rf "$work" && mkdir -p "$work"; } 2>/dev/null ||
    fail "cannot write to $TLS_DIR as uid $(id -u). Mount an in-memory emptyDir there that this user may write to."
  # More than ever comes: OpenSSL's complaints about a full volume are hard to read.
  head -c 65536 /dev/zero 2>/dev/null >"$work/room" || full
  rm "$work/room"
  dns_names >"$work/names"
  ip_addresses >"$work/ips"
}

# full: what there is to say where nothing can be written any more
full() {
  fail "cannot write to $TLS_DIR: its in-memory volume is full. Give it a larger sizeLimit, or trust fewer CAs."
}

# end_work STATUS: leaves nothing behind, and lets a pod that can do without this leaf start without it
end_work() {
  rm -rf "$work"
  [ "$1" -eq 0 ] || [ -z "${LEAF_OPTIONAL:-}" ] || exit 0
}

# dns_names: every DNS name that peers call this pod by, one a line
dns_names() {
  # A client has its own names alone; where it has none, this one, as some issuers refuse a certificate without.
  if [ "$LEAF_ROLE" != client ] || [ -z "${LEAF_SERVICES:-}${LEAF_DNS_NAMES:-}" ]; then echo localhost; fi
  # <service>.<namespace>.svc.<cluster domain>
  domain=${LEAF_NAMESPACE:-}.svc.${CLUSTER_DOMAIN:-cluster.local}
  services=$(list "${LEAF_SERVICES:-}")
  if [ -n "${FQ_RAY_IP:-}" ]; then
    domain=${FQ_RAY_IP#*.}
    [ "$LEAF_ROLE" != head ] || services="${FQ_RAY_IP%%.*} $services"
  elif [ "$LEAF_ROLE" = head ]; then
    fail "FQ_RAY_IP is not set, so the head service's name is unknown. KubeRay sets it in init containers of a RayCluster's pods."
  fi
  for service in $services; do
    # Peers use the short forms too, which their resolver completes.
    printf '%s\n' "$service" "$service.${domain%%.*}" "$service.${domain%%.*}.svc" "$service.$domain"
  done
  list "${LEAF_DNS_NAMES:-}"
}

# ip_addresses: every IP address that peers call this pod by, one a line; a client is called by none, a kube-rbac-proxy by its names
ip_addresses() {
  case $LEAF_ROLE in client | kube-rbac-proxy) return 0 ;; esac
  [ -n "${LEAF_POD_IPS:-}" ] || fail "LEAF_POD_IPS is empty: this pod has no IP address yet. It is set from status.podIPs."
  echo 127.0.0.1
  case $LEAF_POD_IPS in *:*) echo ::1 ;; esac
  list "$LEAF_POD_IPS"
}

# purposes: what the leaf is for, as `openssl verify` names it; a client's cannot pose as a server's, and that of a kube-rbac-proxy lets nobody
# into the cluster
purposes() {
  [ "$LEAF_ROLE" = client ] || echo sslserver
  [ "$LEAF_ROLE" = kube-rbac-proxy ] || echo sslclient
}

# list ITEMS: comma-separated items, one a line
list() {
  printf '%s\n' "$1" | tr ',' '\n' | sed '/^$/d'
}

# subject_alternative_names: both as OpenSSL's subjectAltName value
subject_alternative_names() {
  { sed 's/^/DNS:/' "$work/names" && sed 's/^/IP:/' "$work/ips"; } | awk '!seen[$0]++' | paste -sd, -
}

# make_key FILE: a new private key of the kind in LEAF_KEY
make_key() {
  case $LEAF_KEY in
    ecdsa-p256) set -- "$1" -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve ;;
    ecdsa-p384) set -- "$1" -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -pkeyopt ec_param_enc:named_curve ;;
    rsa-2048 | rsa-3072 | rsa-4096) set -- "$1" -algorithm RSA -pkeyopt "rsa_keygen_bits:${LEAF_KEY#rsa-}" ;;
    *) fail "LEAF_KEY is '$LEAF_KEY', not one of ecdsa-p256, ecdsa-p384, rsa-2048, rsa-3072, rsa-4096." ;;
  esac
  key_file=$1
  shift
  openssl genpkey "$@" -out "$key_file" 2>"$work/error" || 
    fail "cannot make a $LEAF_KEY key: $(last_error). Use an image with OpenSSL 1.1.1 or newer."
}

# make_csr KEY FILE: a CSR with CN and SANs alone, as cert-manager wants it (key usages are the signer's affair)
make_csr() {
  sans=$(subject_alternative_names)
  {
    printf '[req]\nprompt = no\ndistinguished_name = subject\nreq_extensions = extensions\n'
    printf '[subject]\nCN = ray-%s\n[extensions]\nsubjectAltName = %s\n' "$LEAF_ROLE" "$sans"
  } >"$work/csr.conf" || full
  openssl req -new -sha256 -key "$1" -config "$work/csr.conf" -out "$2" 2>"$work/error" ||
    fail "cannot make a CSR for $sans: $(last_error). Correct dnsNames, or use an image with OpenSSL 1.1.1 or newer."
}

# read_leaf: stops unless the certificate can be read and is for the key
read_leaf() {
  # All that is asked of it at once: each start of openssl delays the pod.
  openssl x509 -in "$work/tls.crt" -noout -pubkey -startdate -enddate -ext subjectAltName >"$work/leaf.txt" 2>"$work/error" ||
    fail "the certificate is no PEM certificate: $(last_error). Have whoever issued it put one there, leaf first."
  pem_block "$work/leaf.txt" >"$work/leaf.pub"
  openssl pkey -in "$work/tls.key" -passin pass: -pubout >"$work/key.pub" 2>"$work/error" ||
    fail "the private key is no unencrypted PEM key: $(last_error). Store the key that the certificate was issued for."
  cmp -s "$work/leaf.pub" "$work/key.pub" || 
    fail "certificate and private key do not belong together. Store the key that the certificate was issued for."
}

# check_leaf: stops unless peers that trust what this pod trusts will accept its leaf as this pod's, both ways
check_leaf() {
  also_trust
  check_trusted
  for purpose in $(purposes); do
    openssl verify -partial_chain -purpose "$purpose" -CAfile "$work/ca.crt" -untrusted "$work/tls.crt" "$work/tls.crt" >"$work/error" 2>&1 ||
      fail "the certificate does not verify as that of a ${purpose#ssl}: $(grep -m 1 '^error' "$work/error" || last_error)." \
        "Peers would refuse it. It is valid $(leaf_dates), now is $(date -u '+%Y-%m-%dT%H:%M:%SZ')."
  done
  sed -n '/Subject Alternative Name/{n;s/^ *//;s/, /\n/g;p;}' "$work/leaf.txt" >"$work/leaf.sans"
  while read -r address; do
    covers "$work/tls.crt" "IP Address:$address" -checkip "$address" || not_covered "IP address $address" \
      "Ray dials every pod by its own IP, so one certificate cannot serve several pods: let each pod get its own, by RayTls.signedBy or RayTls.issuedBy."
  done <"$work/ips"
  while read -r name; do
    covers "$work/tls.crt" "DNS:$name" -checkhost "$name" || not_covered "DNS name $name" \
      "Peers dial this pod by that name: have the certificate issued with it, or use RayTls.signedBy or RayTls.issuedBy, which add it."
  done <"$work/names"
}

# covers LEAF SAN CHECK VALUE: whether the SAN is there as it is written or, as OpenSSL sees it, in another form: IPv6, a wildcard
covers() {
  grep -qixF "$2" "$work/leaf.sans" || openssl x509 -in "$1" -noout "$3" "$4" | grep -q 'does match'
}

not_covered() {
  fail "the certificate has no $1 among its SANs ($(paste -sd, "$work/leaf.sans" | sed 's/,/, /g')). $2"
}

# pem_block FILE: the PEM block in it
pem_block() {
  sed -n '/^-----BEGIN/,/^-----END/p' "$1"
}

# install_leaf: puts the three files where Ray reads them; the key last, for this user alone
install_leaf() {
  report_leaf
  { chmod 0644 "$work/tls.crt" "$work/ca.crt" && chmod 0600 "$work/tls.key" && mv "$work/ca.crt" "$work/tls.crt" "$TLS_DIR" && mv "$work/tls.key" "$TLS_DIR"; } ||
    full
  echo "ray-tls: certificate for $(subject_alternative_names), valid $(leaf_dates)"
}

# wait_for_head: until the head's GCS answers, with a certificate that verifies as its own, where nobody else waits for that
wait_for_head() {
  [ -n "${LEAF_AWAITED_GCS:-}" ] || return 0
  [ -n "${FQ_RAY_IP:-}" ] || fail "FQ_RAY_IP is not set, so the head service's name is unknown. KubeRay sets it in init containers of a RayCluster's pods."
  tries=0
  # By TLS 1.2, where a handshake is over only when the head has taken this pod's certificate; it takes 1.3 too.
  until timeout 5 openssl s_client -tls1_2 -alpn h2 -connect "$FQ_RAY_IP:$LEAF_AWAITED_GCS" -servername "$FQ_RAY_IP" -verify_hostname "$FQ_RAY_IP" \
    -verify_return_error -partial_chain -CAfile "$TLS_DIR/ca.crt" -cert "$TLS_DIR/tls.crt" -key "$TLS_DIR/tls.key" </dev/null >/dev/null 2>"$work/error"; do
    tries=$((tries + 1))
    [ "$tries" -lt "${LEAF_GCS_TRIES:-1200}" ] ||
      fail "the head's GCS at $FQ_RAY_IP:$LEAF_AWAITED_GCS does not answer as it should: $(grep -m 1 -i error "$work/error" || last_error)." \
        "Look at the head's pod and its log: it has to run, and to have its leaf by the same CA."
    sleep 0.25
  done
}

# leaf_dates: those of the leaf that was checked
leaf_dates() {
  sed -n 's/^notBefore=/from /p; s/^notAfter=/until /p' "$work/leaf.txt" | paste -sd' ' -
}

# last_error: what OpenSSL complained of last, in one line
last_error() {
  tail -n 1 "$work/error" | sed 's/^[0-9A-F]*:error:[0-9A-F]*://'
}
