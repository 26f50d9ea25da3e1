#!/bin/sh
# Debian's Chromium, for the tests in a browser, and its PostgreSQL, for those of a gradebook on a server.
# Without one of them its tests are skipped, and say so.
missing=""
test -x /usr/bin/chromium || missing="chromium"
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
if test -n "$missing" && test "$(id -u)" = 0 && command -v apt-get >/dev/null; then
	echo "Installing Debian's $missing for the tests, once."
	# shellcheck disable=SC2086
	apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null && missing=""
fi
test -z "$missing" || echo "Not here: $missing. The tests that need them are skipped (on Debian: apt-get install $missing)." >&2
exit 0
