#!/bin/sh
# Makes this pod's private key and has the CA, whose key only this container sees, sign a leaf for this pod's own addresses.
# Reads, besides what leaf.sh does:
#   CA_DIR          holds ca.crt and ca.key
#   CA_SECRET       the Secret that they are from, to speak of it
#   LEAF_SECONDS    how long the leaf is valid
set -eu
# shellcheck source-path=SCRIPTDIR source=leaf.sh
. "$(dirname "$0")/leaf.sh"

CA_DIR=${CA_DIR:-/etc/ray/ca}
# How far peers' clocks may lag behind this one's.
CLOCK_SKEW=300

check_ca() {
  for file in ca.crt ca.key; do
    [ -s "$CA_DIR/$file" ] || fail "the CA Secret $CA_SECRET has no $file (looked for $CA_DIR/$file). Create it with both, or correct its name."
  done
  openssl x509 -in "$CA_DIR/ca.crt" -noout -pubkey -startdate -enddate -subject -issuer -text >"$work/ca.txt" 2>"$work/error" ||
    fail "ca.crt of the CA Secret $CA_SECRET is no PEM certificate: $(last_error). Create the Secret anew."
  openssl pkey -in "$CA_DIR/ca.key" -passin pass: -pubout >"$work/ca-key.pub" 2>"$work/error" ||
    fail "ca.key of the CA Secret $CA_SECRET is no unencrypted PEM private key: $(last_error). Create the Secret anew."
  pem_block "$work/ca.txt" >"$work/ca.pub"
  cmp -s "$work/ca.pub" "$work/ca-key.pub" || 
    fail "ca.crt and ca.key of the CA Secret $CA_SECRET do not belong together. Create it with a certificate and its own key."
  grep -q 'CA:TRUE' "$work/ca.txt" || 
    fail "ca.crt of the CA Secret $CA_SECRET is not the certificate of a CA. Create it with that of the CA, not with a leaf."
  if [ "$(sed '/^-----/d' "$work/ca.pub" | base64 -d | sha256sum | cut -d' ' -f1)" = "${REFUSED_CA_KEY:-}" ]; then
    fail "the CA Secret $CA_SECRET holds the CA of KubeRay's public sample, whose private key anyone can download. Make a CA of your own."
  fi
  now=$(date +%s)
  ca_start=$(date -d "$(ca_field notBefore)" +%s)
  ca_end=$(date -d "$(ca_field notAfter)" +%s)
  [ "$now" -lt "$ca_end" ] || fail "the CA certificate expired at $(utc "$ca_end"). Renew the CA Secret $CA_SECRET."
  [ $((now + CLOCK_SKEW)) -ge "$ca_start" ] ||
    fail "the CA certificate is valid from $(utc "$ca_start") on, and here it is $(utc "$now"). Correct this node's clock."
}

# ca_field NAME: what openssl says of the CA under that name
ca_field() {
  sed -n "s/^$1=//p" "$work/ca.txt"
}

utc() {
  date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ
}

sign() {
  leaf_end=$((now + LEAF_SECONDS))
  if [ "$leaf_end" -gt "$ca_end" ]; then
    leaf_end=$ca_end
    echo "ray-tls: the leaf ends with its CA at $(utc "$ca_end"), before its $LEAF_SECONDS s are over"
  fi
  case $LEAF_KEY in
    rsa-*) key_usage=digitalSignature,keyEncipherment ;;
    *) key_usage=digitalSignature ;;
  esac
  cat >"$work/ca.conf" <<CONF || full
[ca]
default_ca = signer
[signer]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
certificate = $CA_DIR/ca.crt
private_key = $CA_DIR/ca.key
default_md = sha256
policy = subject
x509_extensions = leaf
[subject]
commonName = supplied
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,$key_usage
extendedKeyUsage = $(purposes | sed 's/sslserver/serverAuth/; s/sslclient/clientAuth/' | paste -sd, -)
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer
subjectAltName = $(subject_alternative_names)
CONF
  : >"$work/index.txt"
  # `openssl ca`, since `openssl x509 -req` knows whole days only, and no start in the past.
  openssl ca -batch -notext -config "$work/ca.conf" \
    -startdate "$(date -u -d "@$((now - CLOCK_SKEW))" +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d "@$leaf_end" +%Y%m%d%H%M%SZ)" \
    -in "$work/leaf.csr" -out "$work/tls.crt" 2>"$work/error" ||
    fail "the CA could not sign: $(last_error). Look at the CA Secret $CA_SECRET."
  # Intermediate CAs go with the leaf, so that peers who trust only a root above them can build the chain.
  split "$CA_DIR/ca.crt" "$work/known-"
  for file in "$work"/known-*; do
    ! openssl x509 -in "$file" -noout -subject -issuer 2>/dev/null | sed 's/^[a-z]*=//' | uniq -u | grep -q . ||
      cat "$file" 2>/dev/null >>"$work/tls.crt" || full
  done
}

start_work
check_ca
make_key "$work/tls.key"
make_csr "$work/tls.key" "$work/leaf.csr"
sign
read_leaf
split "$work/tls.crt" "$work/sent-"
cat "$work/known-1" 2>/dev/null >"$work/ca.crt" || full
check_leaf
install_leaf
wait_for_head
