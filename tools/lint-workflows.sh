#!/bin/sh
# Lints the workflows: actionlint for what they say, zizmor for what an attacker could do by them. Needs Go.
set -eu
cd "$(dirname "$0")/.."

ok=true
(cd tools/workflows && GOFLAGS=-mod=readonly go tool actionlint -shellcheck= ../../.github/workflows/*.yml) || ok=false
.lint-tools/bin/zizmor --offline --quiet . || ok=false
$ok
