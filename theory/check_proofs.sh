#!/bin/bash
# Checks every Coq proof of theory/, from scratch or what has changed since the last time, and that
# the theorems of theory/proofs.list rest on no axiom.
#
#   theory/check_proofs.sh [FOLDER]     compiles in FOLDER (build/proofs by default)
#
# Needs coq and libcoq-mathcomp-algebra. Exit status: 0 if all is proved, 1 if not, 2 without Coq.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-build/proofs}
paths=(-R theory Lemmata)
flags=("${paths[@]}" -w -notation-overridden,-ambiguous-paths)

for tool in coqc coqdep make; do
  if ! command -v "$tool" > /dev/null; then
    echo "check_proofs.sh: needs $tool (apt-get install coq libcoq-mathcomp-algebra make)" >&2
    exit 2
  fi
done

# A copy of the sources, so that nothing compiled lies between them; cp -p keeps what make goes by.
mkdir -p "$folder"
find "$folder" -name '*.v' -delete
find theory -name '*.v' -print0 | xargs -0 cp -p --parents -t "$folder"
cp -p theory/proofs.list "$folder/"
cd "$folder"

# One file that asks for the axioms of every theorem in the list.
{
  echo "From mathcomp Require Import all_ssreflect all_algebra."
  awk '!/^#/ && NF { n = $2; sub(/.*\//, "", n); sub(/\.v$/, "", n); print n }' proofs.list |
    sort -u | sed 's/.*/From Lemmata Require &./'
  awk '!/^#/ && NF { n = $2; sub(/.*\//, "", n); sub(/\.v$/, "", n)
                     print "Print Assumptions " n "." $3 "." }' proofs.list
} > axioms.v

coqdep "${paths[@]}" $(find theory -name '*.v' | LC_ALL=C sort) > dependencies.mk
cat > Makefile <<MAKE
all: $(find theory -name '*.v' | LC_ALL=C sort | sed 's/\.v$/.vo/' | tr '\n' ' ')
%.vo: %.v
	@coqc ${flags[@]} \$<
include dependencies.mk
MAKE
make --no-print-directory -j "$(nproc)" all || exit 1

coqc "${flags[@]}" axioms.v > axioms.txt || exit 1
theorems=$(grep -vc -e '^#' -e '^ *$' proofs.list)
closed=$(grep -c '^Closed under the global context' axioms.txt || true)
if [ "$closed" != "$theorems" ]; then
  echo "check_proofs.sh: $((theorems - closed)) of $theorems theorems rest on axioms, see $folder/axioms.txt" >&2
  exit 1
fi
echo "$theorems theorems proved, without axioms"
