# What deploy/run, deploy/test and deploy/bench share. Sourced with $root set, never run; says everything on standard error.
# shellcheck shell=bash

# What the program needs, to be built and to run.
# shellcheck disable=SC2034  # read by those who source this
readonly packages=(
    nginx libnginx-mod-http-brotli-static   # what the visitor meets
    libfcgi-dev libcurl4-openssl-dev pkg-config   # what the build links
    libpango1.0-dev libcairo2-dev           # and what sets and draws the checklist
    fonts-lato                              # in which the checklist is set
    poppler-utils                           # what the tests read the checklist with
    brotli gzip                             # what compresses the site
    curl openssl ca-certificates            # what these scripts and the responder call
)
readonly swift_least=6.2

say() { printf '[%3d s] %s\n' "$SECONDS" "$*" >&2; }

# die CODE TEXT: the last line says what is wrong and what to do.
die() {
    local code=$1
    shift
    printf '%s: %s\n' "deploy/$(basename "$0")" "$*" >&2
    exit "$code"
}

# install_packages PACKAGE…: Debian packages, those that are missing; as root, or by sudo when it asks nothing.
install_packages() {
    local package missing=() as_root=()
    command -v dpkg-query >/dev/null || die 1 "this needs Debian 12 (there is no dpkg-query here)"
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done
    ((${#missing[@]} > 0)) || return 0
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || die 1 "packages are missing. Install them, then start again:
    sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update --quiet >&2 || die 1 "apt-get update failed: is Debian's package archive reachable?"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "${missing[@]}" >&2 || die 1 "apt-get could not install ${missing[*]}; its lines above say why"
}

# check_disk DIR MEGABYTES
check_disk() {
    local free
    free=$(df --output=avail --block-size=1M "$1" | tail -n 1)
    ((free >= $2)) || die 1 "$1 has ${free// /} MB free and needs $2 MB. Make room, then start again"
}

# Puts swift on the path, wherever it was installed, and sees that it is new enough.
find_swift() {
    local place version
    for place in /opt/swift/usr/bin /usr/local/swift/usr/bin "$HOME/.local/share/swiftly/bin"; do
        command -v swift >/dev/null && break
        PATH=$PATH:$place
    done
    command -v swift >/dev/null ||
        die 1 "there is no Swift here. Install Swift $swift_least or newer (https://www.swift.org/install/linux/), then start again"
    version=$(swift --version 2>/dev/null | sed --quiet --regexp-extended 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
    [[ -n $version && $(printf '%s\n' "$swift_least" "$version" | sort --version-sort | head -n 1) == "$swift_least" ]] ||
        die 1 "Swift $swift_least or newer is needed; $(command -v swift) is ${version:-of no known version}"
}

# shellcheck disable=SC2154  # root is set by those who source this
readonly binary=$root/.build/release/frontdesk
readonly built=$root/.build/frontdesk-release.stamp

# newer STAMP PATH…: whether something in PATH… has changed since STAMP; folders count, so a removed file does too.
newer() {
    local stamp=$1
    shift
    [[ ! -e $stamp || -n $(find "$@" -newer "$stamp" -print -quit 2>/dev/null) ]]
}

# show_build LOG: keeps all that the build says, and shows how far it is, every ten seconds at most. What it warns of while it compiles other
# people's packages is in the log.
show_build() {
    local line shown=$SECONDS
    while IFS= read -r line; do
        printf '%s\n' "$line"
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] && ((BASH_REMATCH[2] > 9 && SECONDS - shown >= 10)); then
            shown=$SECONDS
            say "building: step ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
        elif [[ $line =~ ^(Fetching|Cloning|Fetched|Creating)\  ]]; then
            say "${line%%from cache*}"
        fi
    done >"$1"
}

# build_responder [WRAPPER…]: for release, unless nothing has changed ("swift build" takes seconds to find that out).
build_responder() {
    local mask code=0
    if [[ -x $binary ]] && ! newer "$built" "$root/Package.swift" "$root/Sources"; then
        say "the responder is up to date"
        return
    fi
    find_swift
    check_disk "$root" 1500
    say "building the responder (the first time takes some minutes)"
    # What is built is nobody's secret: another user may run it.
    mask=$(umask)
    umask 022
    mkdir --parents "$root/.build"
    # The stamp bears the time before the build: what is edited meanwhile counts as new.
    touch "$built.new"
    "$@" swift build --package-path "$root" --configuration release --static-swift-stdlib --product frontdesk \
        > >(show_build "$root/.build/frontdesk-release.log") 2>&1 || code=$?
    # The last lines are still on their way.
    wait "$!" 2>/dev/null || true
    if ((code != 0)); then
        grep --extended-regexp --max-count=20 '(error|fatal):' "$root/.build/frontdesk-release.log" >&2 || tail --lines=20 "$root/.build/frontdesk-release.log" >&2
        die 1 "the build failed; its lines above say why, and $root/.build/frontdesk-release.log has all of them"
    fi
    umask "$mask"
    mv "$built.new" "$built"
    say "built"
}
