#!/bin/sh
# Browser tests open pages in the system's Chromium. Install it when absent and permitted; else they skip.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests ..."
    { apt-get update -q && apt-get install -y -q chromium poppler-utils; } >/dev/null 2>&1 && exit 0
fi
echo "No Chromium here: the browser tests will skip and say so."
