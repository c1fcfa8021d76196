#!/bin/sh
# The main job from beginning to end, on a copy of the sample catalog in a temporary folder.
# `make demo` calls it with the project's own python and syncer in front of PATH.
# Each command has an exit code that it must end with; the tour stops where one does not.
set -u

checkout=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT TERM
for name in $(env | sed -n 's/^\(SYNCER_[A-Z0-9_]*\)=.*/\1/p'); do
  unset "$name"
done
unset PYTHONPATH

say() {
  printf '\n'
  printf '# %s\n' "$@"
}

# run EXPECTED COMMAND...: show the command, run it, and insist on its exit code.
run() {
  expected=$1
  shift
  printf '\n$'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./=:-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n\n'
  "$@" </dev/null
  code=$?
  if [ "$code" -ne "$expected" ]; then
    printf '\nThe tour stops: the last command ended with %s, not with %s.\n' "$code" "$expected" >&2
    exit 1
  fi
  [ "$expected" -eq 0 ] || printf '(exit code %s)\n' "$code"
}

cp -R "$checkout/catalog" "$checkout/environments" "$checkout/demo/edit_by_hand.py" "$place" || exit 1
cd "$place" || exit 1

say 'Two databases to play with, staging and production: SQLite files with the tables of a real store,' \
  'a few thousand members, and some awkward rows. Real databases are named in environments/ instead.'
run 0 syncer sandbox

say 'The catalog: one file a segment. Every file is checked, alone and against the others.'
run 0 cat catalog/aurora/loyalty-silver.yaml
run 0 syncer validate

say 'What would be done to staging? Nothing is written; the plan goes into a file that can be reviewed.'
run 0 syncer plan staging --out plan.json

say 'Carry out that plan, and only that: all of it in one transaction, or nothing.'
run 0 syncer apply plan.json

say 'Planning again finds nothing to do.'
run 0 syncer plan staging

say 'Now somebody changes a description in the Marketing tool.'
run 0 python edit_by_hand.py .sandbox/staging.db

say 'Drift: what is live is no longer what was written. Who, when, and what it was before.'
run 2 syncer drift staging

say 'A plan would write over that edit, so it is refused until a person has decided.'
run 6 syncer plan staging

say 'Here the catalog is right. The acceptance and its reason become part of the plan.'
run 0 syncer plan staging --accept drift --reason 'Gold Plus was called off' --out plan.json
run 0 syncer apply plan.json

say 'Last, a rename. Promotions refer to segments by name, so a name never changes once it was applied:' \
  'the plan is refused, with the two legal ways forward.'
cp catalog/aurora/loyalty-silver.yaml before.yaml
sed 's/^name: .*/name: Silver rewards members/' before.yaml >catalog/aurora/loyalty-silver.yaml
run 1 diff before.yaml catalog/aurora/loyalty-silver.yaml
run 6 syncer plan staging

say 'The tour ends here. The sandbox is gone again; README.md says how to make one that stays.'
