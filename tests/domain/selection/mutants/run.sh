#!/bin/sh
# Change the selection package in small ways, one at a time, and see that a test notices each (mutation testing).
# Usage: run.sh PYTHON-WITH-MUTMUT FOLDER-TO-WORK-IN [CHILDREN]. Exits 1 when a mutant survives that argued.md does not argue.
set -eu
python=$1 work=$2 children=${3:-1}
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../../..
rm -rf "$work"
mkdir -p "$work/marketplace/domain" "$work/marketplace/static" "$work/tests/domain"
cp "$root/marketplace/__init__.py" "$work/marketplace/"
cp "$root/marketplace/domain/__init__.py" "$work/marketplace/domain/"
cp -r "$root/marketplace/domain/selection" "$work/marketplace/domain/"
cp "$root/marketplace/static/draw-vectors.json" "$work/marketplace/static/"
cp -r "$root/tests/domain/selection" "$work/tests/domain/"
rm -r "$work/tests/domain/selection/mutants"
touch "$work/tests/__init__.py" "$work/tests/domain/__init__.py"
cp "$here/mutmut.toml" "$work/pyproject.toml"
# Fewer examples and the same ones for every mutant; the whole suite draws more.
cat > "$work/tests/conftest.py" <<'PYTHON'
from hypothesis import HealthCheck, settings

settings.register_profile("mutants", deadline=None, max_examples=15, derandomize=True, database=None,
                          suppress_health_check=list(HealthCheck))
settings.load_profile("mutants")
PYTHON
sed -i -E 's/^@settings\(max_examples=[0-9]+, deadline=None\)/@settings()/' "$work"/tests/domain/selection/test_*.py
(cd "$work" && "$python" "$here/run.py" "$children")
"$python" "$here/survivors.py" "$work" "$here/argued.md"
