#!/usr/bin/env bash
# Changes a folder's C# in every place, one at a time, and lets the folder's own tests run, and openapi.yaml's: each change should turn one red.
# Fails where fewer than 85 % do. Takes minutes, for Passwords an hour. The survivors are listed in artifacts/stryker.
# What the tests need is installed by test/run.sh.
#   test/mutate.sh Tickets
#   test/mutate.sh Hosting/EmailAddress.cs
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/ResetService.Tests"

guards=${1:?a folder or a file of src/ResetService}
tests=${guards%.cs}
[[ $guards == *.cs ]] && changed=$guards || changed="$guards/**/*.cs"

# One kind of Redis is enough to see a change of the C#, and the embedded parts are the quickest to start.
dotnet tool restore >/dev/null
dotnet stryker --config-file ../stryker-config.json --mutate "$changed" --output "../../artifacts/stryker/$tests" \
  --test-case-filter "(FullyQualifiedName~ResetService.Tests.${tests//\//.}&FullyQualifiedName!~Cluster&FullyQualifiedName!~Garnet&FullyQualifiedName!~\(Real\))|FullyQualifiedName~ResetService.Tests.ContractTests"
