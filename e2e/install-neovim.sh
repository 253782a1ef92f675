#!/bin/sh
# Installs a current Neovim under a prefix without touching the host system:
# the packages of a newer Debian suite are downloaded through a private apt
# state, unpacked with dpkg-deb, and the binary is pointed at its own loader
# and libraries.  Nothing is registered with dpkg, no file outside PREFIX is
# written, and root is not needed.
#
# usage: install-neovim.sh PREFIX [SUITE]        (SUITE defaults to "testing")
# result: PREFIX/bin/nvim
set -eu

[ $# -ge 1 ] || { echo "usage: $0 PREFIX [SUITE]" >&2; exit 2; }
mkdir -p "$1"
prefix=$(cd "$1" && pwd)
suite=${2:-testing}
stamp=$prefix/.installed

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$suite" ] && "$prefix/bin/nvim" --version >/dev/null 2>&1; then
    "$prefix/bin/nvim" --version | head -n 1
    exit 0
fi
rm -f "$stamp"

apt=$prefix/apt root=$prefix/files
rm -rf "$apt" "$root" "$prefix/tool"
mkdir -p "$apt/etc" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/host" "$root" "$prefix/bin" "$prefix/tool"

# The mirror the host already uses for its own release.
# shellcheck source=/dev/null
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016  # the placeholders are apt's
targets=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages')
mirror=$(printf '%s\n' "$targets" | awk -v r="$codename" '$2 == r { print $1; exit }')
[ -n "$mirror" ] || { echo "$0: no apt source for $codename" >&2; exit 1; }

cat >"$apt/etc/suite.sources" <<EOF
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Architectures: amd64
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
EOF
: >"$apt/status"    # an empty dpkg status: the whole dependency closure is fetched
cat >"$apt/apt.conf" <<EOF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt/etc";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$apt/lists";
Dir::State::Status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Cache::Archives "$apt/cache/archives";
Acquire::Languages "none";
APT::Sandbox::User "";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";
Debug::NoLocking "true";
EOF
APT_CONFIG=$apt/apt.conf apt-get -qq update
APT_CONFIG=$apt/apt.conf apt-get -qq -y --no-install-recommends --download-only install neovim
for deb in "$apt"/cache/archives/*.deb; do dpkg-deb -x "$deb" "$root"; done

# patchelf comes from the host's own release, unpacked the same way.
if command -v patchelf >/dev/null 2>&1; then
    patchelf=patchelf
else
    (cd "$apt/host" && apt-get -qq download -o APT::Sandbox::User= patchelf)
    dpkg-deb -x "$apt"/host/patchelf_*.deb "$prefix/tool"
    patchelf=$prefix/tool/usr/bin/patchelf
fi

# Own loader and DT_RPATH (not DT_RUNPATH: it must cover the libraries'
# libraries as well).  No LD_LIBRARY_PATH, so nothing leaks into the language
# servers Neovim starts; and /proc/self/exe stays nvim, which its terminal UI
# needs in order to start the embedded server.
loader=$(find -L "$root/usr/lib64" "$root/lib64" -name ld-linux-x86-64.so.2 2>/dev/null | head -n 1)
[ -n "$loader" ] || loader=$(find "$root" -name ld-linux-x86-64.so.2 | head -n 1)
# shellcheck disable=SC2016  # $ORIGIN is the loader's
libs='$ORIGIN/../lib/x86_64-linux-gnu'
[ -d "$root/lib/x86_64-linux-gnu" ] && libs="$libs:\$ORIGIN/../../lib/x86_64-linux-gnu"
"$patchelf" --set-interpreter "$loader" --force-rpath --set-rpath "$libs" "$root/usr/bin/nvim"

ln -sfn ../files/usr/bin/nvim "$prefix/bin/nvim"
rm -rf "$apt" "$prefix/tool"
"$prefix/bin/nvim" --version | head -n 1
printf '%s\n' "$suite" >"$stamp"
