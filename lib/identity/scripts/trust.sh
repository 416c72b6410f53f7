#!/bin/sh
# Which CAs this pod trusts: the one that signed its own leaf, and those that are named beside it. To be sourced by leaf.sh.
# Reads from the environment:
#   ALSO_TRUSTED    a directory whose files hold further CA certificates that peers are verified by, PEM; may be empty
#   REFUSED_CA_KEY  SHA-256 of a CA public key that must not be trusted, as its private key is published
#   LEAF_REPORT     where report_leaf tells of the leaf; the kubelet's termination log unless set
# The files in $work: tls.crt and tls.key; ca.crt, which is what this pod trusts; sent-1 the leaf, sent-2 and so on what it sends behind it; known-N
# what came with it otherwise; trusted-N each certificate of ca.crt.
set -eu

TLS_DIR=${TLS_DIR:-/etc/ray/tls}
work=$TLS_DIR/.work
LEAST_RSA_BITS=2048
LEAST_EC_BITS=256

# Beside the file that it is given, OpenSSL trusts the folder of CAs that the image has, with a company's root in it perhaps. Ray does not.
export SSL_CERT_DIR=/nonexistent

# split FILE PREFIX: each certificate in it as a file of its own, PREFIX1 and so on
split() {
  awk -v prefix="$2" '/^-----BEGIN CERTIFICATE/ { n++; on = 1 } on { print > (prefix n) } /^-----END CERTIFICATE/ { on = 0; close(prefix n) }' \
    "$1" 2>/dev/null || full
}

# trust_signer CANDIDATES: has ca.crt hold the certificate of the CA that signed the leaf itself, out of those that the leaf sends and of CANDIDATES. What is
# above that CA is left out: whatever else it signs would be a member of the cluster. Fails if there is none.
trust_signer() {
  split "$work/tls.crt" "$work/sent-"
  split "$1" "$work/known-"
  issuer=$(openssl x509 -in "$work/sent-1" -noout -issuer_hash)
  namesake=
  for file in "$work"/sent-* "$work"/known-*; do
    [ -e "$file" ] && [ "$file" != "$work/sent-1" ] || continue
    if signed_by "$file"; then
      cat "$file" 2>/dev/null >"$work/ca.crt" || full
      return 0
    fi
    [ "$(openssl x509 -in "$file" -noout -subject_hash 2>/dev/null)" != "$issuer" ] || namesake=$file
  done
  # It has the name of the signer: check_leaf says why it is not the one.
  [ -n "$namesake" ] || return 1
  cat "$namesake" 2>/dev/null >"$work/ca.crt" || full
}

# signed_by CA: whether this CA itself signed the leaf
signed_by() {
  openssl verify -partial_chain -CAfile "$1" "$work/sent-1" >/dev/null 2>&1
}

# leads_to CA: whether a peer that trusts this CA alone verifies the leaf, by what is sent behind it
leads_to() {
  openssl verify -partial_chain -CAfile "$1" -untrusted "$work/tls.crt" "$work/sent-1" >/dev/null 2>&1
}

# also_trust: adds to ca.crt the CAs that peers may have beside this pod's own, while one replaces the other
also_trust() {
  [ -n "${ALSO_TRUSTED:-}" ] || return 0
  for file in "$ALSO_TRUSTED"/*; do
    grep -q 'BEGIN CERTIFICATE' "$file" 2>/dev/null ||
      fail "$file, which is to be trusted too, holds no PEM certificate. Correct what additionalTrust names, or leave it out."
    # A file may lack the newline at its end.
    { echo && sed -n '/^-----BEGIN CERTIFICATE/,/^-----END CERTIFICATE/p' "$file"; } 2>/dev/null >>"$work/ca.crt" ||
      full
  done
}

# check_trusted: stops if any CA in ca.crt is one that others can sign for; says which have expired
check_trusted() {
  split "$work/ca.crt" "$work/trusted-"
  for file in "$work"/trusted-*; do
    openssl x509 -in "$file" -noout -text -pubkey -enddate -subject >"$file.txt" 2>/dev/null || {
      rm -f "$file" "$file.txt"
      continue
    }
    name=$(sed -n 's/^subject=//p' "$file.txt")
    [ "$(key_of "$file.txt")" != "${REFUSED_CA_KEY:-none}" ] ||
      fail "'$name', which is to be trusted, is the CA of KubeRay's public sample, whose private key anyone can download. Remove it, or make a CA of your own."
    bits=$(sed -n 's/.*Public-Key: (\([0-9]*\) bit.*/\1/p' "$file.txt")
    case $(sed -n 's/.*Public Key Algorithm: //p' "$file.txt") in
      rsaEncryption) least=$LEAST_RSA_BITS ;;
      id-ecPublicKey) least=$LEAST_EC_BITS ;;
      *) least=0 ;;
    esac
    [ "${bits:-0}" -ge "$least" ] ||
      fail "'$name', which is to be trusted, has a key of $bits bits, which can be broken. Renew that CA with at least $least bits, or remove it."
    openssl x509 -in "$file" -noout -checkend 0 >/dev/null ||
      echo "ray-tls: '$name', which is trusted, expired at $(iso_date notAfter <"$file.txt"). No peer is verified by it any more."
  done
}

# key_of TEXT: the SHA-256 of the public key in what OpenSSL printed of a certificate
key_of() {
  sed -n '/^-----BEGIN PUBLIC KEY/,/^-----END PUBLIC KEY/p' "$1" | sed '/^-----/d' | base64 -d | sha256sum | cut -d' ' -f1
}

# report_leaf: what this leaf is, as the container's termination message, one line of JSON: whoever may read the Pod sees when it ends, which
# CA signed it, when that ends, by which CAs peers can verify it (that one and those above it), and which CAs this pod trusts, each by the SHA-256
# of its public key, which a CA that cert-manager renews keeps
report_leaf() {
  report=${LEAF_REPORT:-/dev/termination-log}
  [ -w "$report" ] || return 0
  signer=
  signer_end=
  signers=
  trusted=
  for file in "$work"/trusted-* "$work"/sent-* "$work"/known-*; do
    case $file in *.txt | */sent-1) continue ;; esac
    [ -e "$file.txt" ] || openssl x509 -in "$file" -noout -pubkey -enddate >"$file.txt" 2>/dev/null || continue
    key=$(key_of "$file.txt")
    case $file in */trusted-*) trusted=$trusted${trusted:+,}\"$key\" ;; esac
    case $signers in *"$key"*) continue ;; esac
    ! leads_to "$file" || signers=$signers${signers:+,}\"$key\"
    if [ -z "$signer" ] && signed_by "$file"; then
      signer=$key
      signer_end=$(iso_date notAfter <"$file.txt")
    fi
  done
  printf '{"notBefore":"%s","notAfter":"%s","signer":"%s","signerNotAfter":"%s","signers":[%s],"trusts":[%s]}\n' \
    "$(iso_date notBefore <"$work/leaf.txt")" "$(iso_date notAfter <"$work/leaf.txt")" "$signer" "$signer_end" "$signers" "$trusted" >"$report"
}

# iso_date NAME: the date that OpenSSL prints under that name, as RFC 3339 has it
iso_date() {
  printed=$(sed -n "s/^$1=//p")
  [ -z "$printed" ] || date -u -d "$printed" '+%Y-%m-%dT%H:%M:%SZ'
}
