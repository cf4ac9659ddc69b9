#!/bin/sh
# WeasyPrint draws text with Pango, a system library. Install it when absent and permitted.
set -u
PATH=$PATH:/sbin:/usr/sbin
present() {
    if command -v ldconfig >/dev/null 2>&1; then
        ldconfig -p 2>/dev/null | grep -q 'libpangoft2-1\.0' && ldconfig -p | grep -q 'libharfbuzz-subset'
    else
        ls /opt/homebrew/lib/libpangoft2-1.0* /usr/local/lib/libpangoft2-1.0* >/dev/null 2>&1
    fi
}
present && exit 0
echo "Installing Pango, which draws the text of PDF reports ..."
try() { [ "$(id -u)" = 0 ] && "$@" || { command -v sudo >/dev/null 2>&1 && sudo -n "$@"; }; }
if command -v apt-get >/dev/null 2>&1; then
    need="apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    { try apt-get update -q && try apt-get install -y -q libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; } >/dev/null 2>&1
elif command -v dnf >/dev/null 2>&1; then
    need="dnf install pango harfbuzz"
    try dnf install -y -q pango harfbuzz >/dev/null 2>&1
elif command -v apk >/dev/null 2>&1; then
    need="apk add pango harfbuzz-subset"
    try apk add -q pango harfbuzz-subset >/dev/null 2>&1
elif command -v brew >/dev/null 2>&1; then
    need="brew install pango"
    brew install -q pango >/dev/null 2>&1
else
    need="Pango 1.44 or later with HarfBuzz subsetting, from your system's packages"
fi
present || { echo "PDF reports need Pango, and it could not be installed here. Please run: $need"; exit 1; }
