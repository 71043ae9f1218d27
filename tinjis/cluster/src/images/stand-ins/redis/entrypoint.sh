#!/bin/sh
# As the official image: options alone, or a settings file, are for redis-server.
set -e
case $1 in
  -* | *.conf) set -- redis-server "$@" ;;
esac
exec "$@"
