#!/bin/sh
# Makes this pod's private key and has an issuer of cert-manager certify it for this pod's own addresses. The key never leaves this pod.
# Reads, besides what leaf.sh and request-leaf.py do:
#   LEAF_SECONDS  how long the leaf is to be valid
#   TRUST_BUNDLE  the CA certificates that peers are verified by; may be empty, then it is the CA that signed the leaf
set -eu
# shellcheck source-path=SCRIPTDIR source=leaf.sh
. "$(dirname "$0")/leaf.sh"

# The CA certificates that this pod will verify its peers by.
choose_trust() {
  if [ -n "${TRUST_BUNDLE:-}" ]; then
    split "$work/tls.crt" "$work/sent-"
    split "$work/issuer-ca.crt" "$work/known-"
    grep -q 'BEGIN CERTIFICATE' "$TRUST_BUNDLE" 2>/dev/null ||
      fail "the trust bundle holds no PEM certificate. Correct the ConfigMap or Secret that TrustBundle names, or its key."
    cat "$TRUST_BUNDLE" 2>/dev/null >"$work/ca.crt" || full
  elif ! trust_signer "$work/issuer-ca.crt"; then
    signer=$(openssl x509 -in "$work/tls.crt" -noout -issuer -nameopt RFC2253 | sed 's/^issuer=//')
    fail "the issuer does not return the certificate of the CA that signed, '$signer', so peers cannot be verified." \
      "Have it return its chain, or name that CA: RayTls.issuedBy(issuer, { trustBundle: TrustBundle.fromConfigMap(...) })."
  elif cmp -s "$work/ca.crt" "$work/sent-1"; then
    fail "the issuer has each certificate sign itself, so no two pods would trust each other. Use one with a CA, such as CertManagerBackend.ownCa()."
  fi
}

# An issuer may shorten lifetimes in silence, and a pod that outlives its leaf is refused by every peer that it meets anew.
check_lifetime() {
  openssl x509 -in "$work/tls.crt" -noout -checkend $((LEAF_SECONDS * 9 / 10)) >/dev/null ||
    fail "the issuer shortened the certificate's life: it is valid $(leaf_dates), and $LEAF_SECONDS s were asked for." \
      "Ask for what the issuer grants, RayTls.issuedBy(issuer, { duration: ... }), and replace pods before it is over."
}

command -v python3 >/dev/null || fail "the image of this init container has no python3, which requests the certificate. Use one that has it, as Ray's do."
start_work
make_key "$work/tls.key"
make_csr "$work/tls.key" "$work/leaf.csr"
# -E, -s and -S keep out what the image may add to Python by itself, and its start short.
python3 -E -s -S -B "$(dirname "$0")/request-leaf.py" "$work/leaf.csr" "$work/tls.crt" "$work/issuer-ca.crt" || exit 1
read_leaf
choose_trust
check_leaf
check_lifetime
install_leaf
wait_for_head
