# Sourced by the other scripts: where things are, which toolchain, and how progress is told. Changes nothing outside.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
ROOT=$PWD
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
TOOLS=$TARGET/tools
BEGAN=${BEGAN:-$(date +%s)}
export BEGAN

# The versions that belong together. wasm-bindgen's has to be that of Cargo.lock.
RUST_MINIMUM=1.96
LEPTOS_VERSION=0.3.11
BINDGEN_VERSION=0.2.130
WASM=wasm32-unknown-unknown

# Leptos reads this one while compiling: with another value, or none, all that builds on Leptos would be compiled again.
export LEPTOS_OUTPUT_NAME=job-agent

case ":$PATH:" in
  *":${CARGO_HOME:-$HOME/.cargo}/bin:"*) ;;
  *) PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin ;;
esac

say() { local s=$(($(date +%s) - BEGAN)); printf '[%02d:%02d] %s\n' $((s / 60)) $((s % 60)) "$*"; }
die() { say "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Whether this rustc is new enough and has the browser's standard library.
fits() {
  local version root
  version=$("$1" --version 2>/dev/null | cut -d' ' -f2) || return 1
  [ "$(printf '%s\n' "$RUST_MINIMUM" "$version" | sort -V | head -n1)" = "$RUST_MINIMUM" ] || return 1
  root=$("$1" --print sysroot 2>/dev/null) || return 1
  compgen -G "$root/lib/rustlib/$WASM/lib/libstd-*.rlib" >/dev/null
}

# Takes the toolchain that people use anyhow when it fits, and the distribution's otherwise: through links in a folder
# of our own, so that nothing else in /usr/bin gets in front of anything.
use_toolchain() {
  if have rustc && fits rustc; then return 0; fi
  fits /usr/bin/rustc || return 1
  use_linker
  mkdir -p "$TOOLS/bin"
  local name
  for name in cargo rustc rustdoc rustfmt cargo-fmt cargo-clippy clippy-driver; do
    if [ -x "/usr/bin/$name" ]; then ln -sf "/usr/bin/$name" "$TOOLS/bin/$name"; fi
  done
  PATH=$TOOLS/bin:$PATH
  unset RUSTUP_TOOLCHAIN
  export PATH
}

# Each test program is some hundred megabytes: LLVM's linker makes all of them in a fifth of the time that GNU's takes. It comes
# with the distribution's Rust for browsers; rustup's Rust brings one of its own. The compiler driver finds it by this variable,
# so nothing has to be compiled again where it is missing.
use_linker() {
  local lld
  lld=$(compgen -G '/usr/bin/ld.lld*' | sort -V | tail -n1) || return 0
  mkdir -p "$TOOLS/linker"
  ln -sf "$lld" "$TOOLS/linker/ld"
  export COMPILER_PATH=$TOOLS/linker
}

# Where the database's programs are, Debian's place first.
postgres_programs() {
  local place
  for place in $(compgen -G '/usr/lib/postgresql/*/bin' | sort -Vr) ${PATH//:/ } "$(pg_config --bindir 2>/dev/null || true)"; do
    if [ -x "$place/initdb" ] && [ -x "$place/postgres" ]; then echo "$place"; return 0; fi
  done
  return 1
}

# PgBouncer as far as it carries prepared statements in transaction mode, which it does since 1.21.
pgbouncer_program() {
  local place version
  for place in "$TOOLS/pgbouncer" "$(command -v pgbouncer || true)" /usr/sbin/pgbouncer; do
    [ -x "$place" ] || continue
    version=$("$place" --version 2>/dev/null | sed -n 's/^PgBouncer //p')
    if [ "$(printf '%s\n' 1.21 "$version" | sort -V | head -n1)" = 1.21 ]; then echo "$place"; return 0; fi
  done
  return 1
}

# How a person with this account would run a command as root; nothing for root itself.
root_prefix() { if [ "$(id -u)" != 0 ]; then echo sudo; fi; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@" </dev/null
  elif have sudo; then sudo "$@" </dev/null
  else die "this needs root; run as root: $*"
  fi
}
