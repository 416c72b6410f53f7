#!/bin/sh
# Lints the scripts that run in pods, the shell scripts of the project itself, and the examples in Python: by shellcheck and
# ruff, from a virtual environment that is made once and reused until the requirements change.
set -eu
cd "$(dirname "$0")/.."

requirements=tools/lint-requirements.txt
tools=.lint-tools

fail() {
  echo "lint: $1" >&2
  exit 1
}

if ! cmp -s "$requirements" "$tools/installed.txt"; then
  rm -rf "$tools"
  python3 -m venv "$tools" >/dev/null 2>&1 ||
    fail "cannot make a virtual environment. Install Python 3.9 or newer with its venv module (Debian, Ubuntu: apt-get install python3-venv)."
  "$tools/bin/pip" install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r "$requirements" ||
    fail "cannot install shellcheck and ruff ($requirements) from the Python package index."
  cp "$requirements" "$tools/installed.txt"
fi

ok=true
find lib -path '*/scripts/*.sh' -exec "$tools/bin/shellcheck" --severity=style --external-sources --source-path=SCRIPTDIR {} + || ok=false
"$tools/bin/shellcheck" --severity=style tools/*.sh .ci/run || ok=false
find lib -path '*/scripts/*.py' -exec "$tools/bin/ruff" check --quiet --no-cache --config tools/ruff.toml {} + || ok=false
find lib -path '*/scripts/*.py' -exec "$tools/bin/ruff" format --check --quiet --no-cache --config tools/ruff.toml {} + || ok=false
python_programs=$(find examples -name main.py; find test/languages/programs -name '*.py')
# Not quoted: a list of files, none of which has a space in its name.
# shellcheck disable=SC2086
"$tools/bin/ruff" check --quiet --no-cache --config examples/ruff.toml $python_programs || ok=false
# shellcheck disable=SC2086
"$tools/bin/ruff" format --check --quiet --no-cache --config examples/ruff.toml $python_programs || ok=false
$ok
