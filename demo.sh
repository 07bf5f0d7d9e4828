#!/usr/bin/env bash
# The main job, step by step, on a throw-away server: a key is made, a file is
# encrypted, the ciphertext is stored, and read back.
set -euo pipefail
miyao=$(realpath "${1:-bin/miyao}")
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
step() { printf '\n\033[1m%s\033[0m\n' "$*"; }
run() {
  printf '  $ miyao'
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./=-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$miyao" "$@" | sed 's/^/    /'
}

cd "$work"
step "1. Start a server on a free port, with an empty data directory"
"$miyao" server --data-dir data --listen 127.0.0.1:0 --ops-listen off >server.log 2>&1 &
server=$!
for _ in $(seq 100); do
  grep -q listens server.log && break
  kill -0 "$server" 2>/dev/null || { cat server.log; exit 1; }
  sleep 0.1
done
sed -n '1s/^/    /p' server.log
export MIYAO_ENV_FILE=data/credentials.env

step "2. Create a key"
run key create demo
run key show demo

step "3. Encrypt a configuration file"
printf 'db.user = app\ndb.password = this plaintext for test\n' >test_config.conf
sed 's/^/    /' test_config.conf
run encrypt --key demo --in test_config.conf --out test_encry.conf

step "4. The ciphertext can be stored anywhere: this is test_encry.conf"
fold -w 76 test_encry.conf | sed 's/^/    /'; echo

step "5. Read it back"
run decrypt --in test_encry.conf
"$miyao" decrypt --in test_encry.conf | cmp - test_config.conf

step "6. Or give it to a program without a plaintext file"
run run --decrypt CONF=test_encry.conf -- sh -c 'printf %s "$CONF" | tail -n 1'

step "7. Disable the key: the ciphertext opens no more"
run key disable demo
"$miyao" decrypt --in test_encry.conf 2>&1 | sed 's/^/    /' || true

step "8. Every call is in the audit log, which proves that it is whole"
run audit verify --data-dir data
step "Done. The server and its data are gone again."
