#!/usr/bin/env bash
# Takes README's two pictures anew, and one of every screen of the page in three languages, on a phone and on a desktop, on real and on embedded
# parts, into artifacts/pictures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

test/install.sh \
  redis-server=redis-server \
  '/usr/lib/postgresql/*/bin/postgres=postgresql' \
  chromium=chromium \
  node=nodejs \
  '/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf=fonts-roboto-unhinted' \
  '/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf=fonts-noto-core'

FONTCONFIG_FILE=$PWD/test/ResetService.Pictures/fonts.conf dotnet run --project test/ResetService.Pictures
