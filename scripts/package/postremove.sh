#!/bin/sh
set -e
# An upgrade keeps the profile: deb says "upgrade", rpm counts what stays.
case "${1:-}" in
  upgrade | 1) exit 0 ;;
esac
profile=/etc/apparmor.d/gatehouse-desktop
if [ -f "$profile" ]; then
  command -v apparmor_parser >/dev/null 2>&1 && apparmor_parser --remove "$profile" >/dev/null 2>&1 || true
  rm -f "$profile"
fi
