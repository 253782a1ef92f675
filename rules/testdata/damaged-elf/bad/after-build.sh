# Does what a rewriting tool does that loses the place of a string: the name of the first
# needed library then begins behind the end of the string table.
set -eu
library=$1
section=$(readelf -SW "$library" | awk '{ for (i = 1; i <= NF; i++) if ($i == ".dynamic") print $(i + 3) }')
index=$(readelf -dW "$library" | awk '/^ 0x/ { if ($2 == "(NEEDED)") { print n + 0; exit } n++ }')
printf '\377\377\377\177\0\0\0\0' |
    dd of="$library" bs=1 seek=$((0x$section + 16 * index + 8)) conv=notrunc status=none
