#!/usr/bin/env bash
# Installs what the tests need, builds once, runs every test, and then asks of the Lua scripts' tests that they see every change of a script.
# With arguments, which go to dotnet test, it leaves that last part out:
#   test/run.sh --filter Tickets
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

test/install.sh \
  redis-server=redis-server \
  redis-cli=redis-tools \
  '/usr/lib/postgresql/*/bin/postgres=postgresql' \
  node=nodejs \
  chromium=chromium \
  npm=npm \
  /usr/lib/python3/dist-packages/argon2/__init__.py=python3-argon2 \
  /usr/lib/python3/dist-packages/bcrypt/__init__.py=python3-bcrypt \
  /usr/lib/python3/dist-packages/django/__init__.py=python3-django \
  /usr/lib/python3/dist-packages/psycopg2/__init__.py=python3-psycopg2

for lock in test/clients/*/package-lock.json; do
  client=${lock%/*}
  [[ $client/node_modules/.package-lock.json -nt $lock ]] || npm ci --prefix "$client" --loglevel error --no-audit --no-fund >/dev/null
done

dotnet build ResetService.sln --nologo --verbosity quiet -consoleLoggerParameters:NoSummary

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
dotnet test ResetService.sln --no-build --nologo --results-directory "$results" --logger 'trx;LogFilePrefix=tests' "$@" || status=$?
(($#)) || dotnet run --no-build --project test/ResetService.Mutants || status=$?

# total and passed tests of every results file; one that did not run counts in neither
read -r total executed passed < <(cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | awk -F'"' '
  { total += $2; executed += $4; passed += $6 }
  END { print total + 0, executed + 0, passed + 0 }')
((executed)) || status=$((status ? status : 1))

echo
printf '%d passed, %d failed' "$passed" $((executed - passed))
((total == executed)) || printf ', %d skipped' $((total - executed))
echo
exit "$status"
