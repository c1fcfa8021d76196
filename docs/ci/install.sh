#!/bin/sh
# Install this checkout for one job: install.sh FOLDER [REQUIREMENTS]
#
# FOLDER/bin gets the command `syncer` and nothing else, so that it can stand in front of PATH. What it needs comes
# from locked versions with hashes. REQUIREMENTS is a file of yours that adds some, such as the driver of a database;
# each line of it needs hashes too. PYTHON is the interpreter to use, 3.11 or later; python3 where it is not set.
set -eu

checkout=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
folder=${1:?'say where to install: install.sh FOLDER [REQUIREMENTS]'}
requirements=${2:-}

"${PYTHON:-python3}" -m venv --clear "$folder/venv"
pip() {
  "$folder/venv/bin/python" -m pip --quiet --disable-pip-version-check --no-input "$@"
}

# One call for all of them, so that pip says it where they do not go together.
pip install --require-hashes \
  -r "$checkout/requirements/base.txt" -r "$checkout/requirements/build.txt" ${requirements:+-r "$requirements"}
pip install --no-deps --no-build-isolation "$checkout"

mkdir -p "$folder/bin"
ln -sf ../venv/bin/syncer "$folder/bin/syncer"
"$folder/bin/syncer" --version
