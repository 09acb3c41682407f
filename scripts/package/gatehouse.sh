#!/bin/sh
# The command line of the installed application: `gatehouse start` opens it, every other word is the command line itself (gatehouse --help).
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
if [ "${1:-start}" = start ]; then
  [ $# -gt 0 ] && shift
  exec "$here/gatehouse-desktop" "$@"
fi
exec "$here/resources/node" "$here/resources/cli/cli.mjs" "$@"
