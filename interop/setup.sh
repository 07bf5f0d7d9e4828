#!/usr/bin/env bash
# Installs what the interop tests need: the official SDKs, at the pinned
# versions, into this folder. Safe to run again; says nothing when there is
# nothing to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { printf 'interop: %s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }

# need PACKAGE COMMAND... notes the Debian package if the command does not succeed.
missing=()
need() {
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}

tools() {
  command -v go >/dev/null || fail "Go is missing: see https://go.dev/doc/install"
  need python3 python3 --version
  need python3-venv python3 -c 'import venv, ensurepip'
  need nodejs node --version
  need npm npm --version
  need default-jdk-headless javac -version
  need maven command -v mvn
  need openssl openssl version
  need chromium command -v "${CHROMIUM:-chromium}" # for the tests of the console
  [ ${#missing[@]} -eq 0 ] && return

  local hint="apt-get install ${missing[*]}"
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "missing: ${missing[*]}. Install them (on Debian or Ubuntu: sudo $hint) and run this again."
  fi
  say "$hint"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# A stamp holds what an installation was made from: the place and the inputs.
stamp() { pwd; cat "$@"; }
fresh() { [ -f "$1" ] && stamp "${@:2}" | cmp -s - "$1"; }

# venv FOLDER NAME installs FOLDER/requirements.txt into FOLDER/.venv.
venv() {
  local home=$1/.venv inputs=$1/requirements.txt
  fresh "$home/.installed" "$inputs" && return
  say "installing $2"
  rm -rf "$home"
  python3 -m venv "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile -r "$inputs"
  stamp "$inputs" >"$home/.installed"
}

# npm_packages FOLDER NAME installs FOLDER/package-lock.json into FOLDER/node_modules.
npm_packages() {
  local inputs=("$1/package.json" "$1/package-lock.json")
  fresh "$1/node_modules/.installed" "${inputs[@]}" && return
  say "installing $2"
  npm --prefix "$1" ci --silent
  stamp "${inputs[@]}" >"$1/node_modules/.installed"
}

java_sdk() {
  local inputs log
  mapfile -t inputs < <(find java/pom.xml java/src -type f | sort)
  fresh java/target/.installed "${inputs[@]}" && return
  say "installing the Java SDK and compiling"
  rm -rf java/target
  # Quiet as it is asked to be, Maven still prints control characters.
  log=$(mvn -q -B -f java/pom.xml compile 2>&1) || fail "$log"
  stamp "${inputs[@]}" >java/target/.installed
}

tools
go mod download
venv python "the Python SDK"
venv tccli "tccli (large; takes a minute)"
npm_packages node "the Node SDK"
npm_packages oidc "an OpenID Connect provider"
java_sdk
