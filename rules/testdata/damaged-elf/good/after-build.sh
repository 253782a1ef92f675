# Rewrites the file as well, and keeps its tables in step.
set -eu
strip --strip-unneeded "$1"
