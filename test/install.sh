#!/usr/bin/env bash
# Installs Debian's packages for what is missing. Each argument is command=package; a path serves for what Debian keeps out of PATH:
#   test/install.sh redis-server=redis-server
set -euo pipefail

packages=()
for need in "$@"; do
  compgen -G "${need%=*}" >/dev/null || command -v "${need%=*}" >/dev/null || packages+=("${need#*=}")
done
((${#packages[@]})) || exit 0

apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq)
((EUID == 0)) || apt=(sudo "${apt[@]}")
"${apt[@]}" update
"${apt[@]}" install --no-install-recommends "${packages[@]}" >/dev/null
