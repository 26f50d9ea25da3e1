#!/bin/sh
# The steps of the Containerfile: sh container/setup.sh PROJECT COURSE, as root on Debian.
set -eu
project=$1
course=$2
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium git make
python3 -m venv "$project/.venv"
"$project/.venv/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check -c "$project/constraints.txt" -e "$project[instructor]"
adduser --disabled-password --gecos "" instructor
mkdir -p "$course"
cp -r "$project/source" "$project/release" "$project/nbgrader_config.py" "$course"
chown -R instructor "$course"
