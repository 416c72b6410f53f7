#!/bin/sh
# Takes a leaf that was made elsewhere from its Secret, if it fits this pod; if not, says what it lacks and what to do.
# Reads, besides what leaf.sh does:
#   SECRET_DIR   holds tls.crt, tls.key and ca.crt
#   SECRET_NAME  the Secret, to speak of it
set -eu
# shellcheck source-path=SCRIPTDIR source=leaf.sh
. "$(dirname "$0")/leaf.sh"

start_work
for file in tls.crt tls.key ca.crt; do
  [ -s "$SECRET_DIR/$file" ] ||
    fail "Secret $SECRET_NAME has no $file. It needs tls.crt (leaf, then intermediates), tls.key and ca.crt, all PEM."
  cat "$SECRET_DIR/$file" >"$work/$file" || full
done
# Whoever can read the key of the CA that signed it can be any pod; it has no business in a pod.
! grep -q 'PRIVATE KEY' "$work/tls.crt" "$work/ca.crt" || fail "Secret $SECRET_NAME has a private key in its tls.crt or ca.crt. Remove it there."
read_leaf
# What is above the CA that signed the leaf is no anchor: whatever else it signs would be a member.
mv "$work/ca.crt" "$work/secret-ca.crt"
trust_signer "$work/secret-ca.crt" ||
  fail "ca.crt and tls.crt of Secret $SECRET_NAME lack the certificate of the CA that signed the leaf. Put that one into ca.crt, or the chain behind the leaf."
check_leaf
install_leaf
wait_for_head
