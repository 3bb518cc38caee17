#!/usr/bin/env bash
# Writes openapi.yaml anew, as the service serves it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

output=$(mktemp)
dotnet build src/ResetService --nologo --verbosity quiet -consoleLoggerParameters:NoSummary
ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:0 \
  dotnet artifacts/bin/ResetService/debug/ResetService.dll --contentRoot "$PWD/src/ResetService" >"$output" 2>&1 &
service=$!
trap 'kill "$service"; wait "$service" || true; rm -f "$output"' EXIT

for _ in {1..100}; do
  url=$(sed -n 's/.*Now listening on: //p' "$output")
  [[ -z $url ]] || break
  kill -0 "$service" || { cat "$output" >&2; exit 1; }
  sleep 0.2
done
curl --fail --silent --show-error "$url/openapi.yaml" --output openapi.yaml
