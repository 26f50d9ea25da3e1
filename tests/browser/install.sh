#!/bin/sh
# Debian's Chromium, for the tests in a browser. Without it they are skipped, and say so.
browser=/usr/bin/chromium
if ! test -x $browser && test "$(id -u)" = 0 && command -v apt-get >/dev/null; then
	echo "Installing Debian's Chromium for the tests in a browser, once."
	apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium >/dev/null
fi
test -x $browser || echo "No $browser: the tests in a browser are skipped (on Debian: apt-get install chromium)." >&2
exit 0
