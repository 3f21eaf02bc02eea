# equitygap: build, test, install. `make help` lists the targets.
#
#   make [FLAVOUR=release|debug|asan|cov|fuzz] [DEPS=no] [V=1]
#
# CC, CPPFLAGS, CFLAGS, LDFLAGS, prefix and DESTDIR are the user's.

# ---- what it stands on -----------------------------------------------------------------------
# One line a package: what it is for (build, test, lint, fuzz, coverage), its Debian name, why.
define PACKAGES
build     gcc                 compiles
build     libc6-dev           the C library's headers
build     pkg-config          where the libraries are
build     libcsv-dev          reads delimited records (no .pc file: -lcsv)
build     libcjson-dev        reads configuration and reports
build     libgsl-dev          distributions, regression, random numbers
build     zlib1g-dev          gzip
build     libutf8proc-dev     names in normal form, widths on a terminal
build     libxxhash-dev       hashes of ids (header only)
build     libzip-dev          workbooks are zip archives
build     libexpat1-dev       and XML within
build     libglpk-dev         linear programs: what a reader could compute (no .pc file: -lglpk)
build     libxlsxwriter-dev   writes workbooks (-lxlsxwriter)
build     unixodbc-dev        reads databases through their drivers
build     gettext             compiles the translations of reports
test      check               unit tests
test      python3             the test tools
test      python3-jsonschema  reports against docs/report.schema.json
test      python3-scipy       public reports attacked by linear and integer programs
test      libsqliteodbc       a database that needs no server
sql       postgresql          a server of the tests' own, alone and over two shards
sql       odbc-postgresql     its driver
sql       mariadb-server      another one
sql       odbc-mariadb        its driver
sql       libsqliteodbc       and the one that needs no server
sql       python3             the test tools
slurm     slurm-wlm           an array job on one machine
slurm     munge               who may ask for it
slurm     python3             the test tools
lint      python3             the house rules
lint      clang-format        formatting
lint      clang-tidy          analysis
lint      clang               the second compiler
lint      cppcheck            analysis
lint      mandoc              the man page
lint      shellcheck          scripts
fuzz      clang               libFuzzer
fuzz      libclang-rt-dev     libFuzzer and sanitizer runtimes
valgrind  valgrind            memory checking
coverage  gcovr               coverage
bench     python3             medians
bench     python3-scipy       the optimum that suppression is measured against
bench     time                peak memory
browser   chromium            looks at the HTML page
browser   npm                 axe-core, html-validate, puppeteer-core (tests/browser/package.json)
endef
export PACKAGES
PKGS := libcjson gsl zlib libutf8proc libzip expat odbc
LIBS  = $(call once,LIBS,$(shell pkg-config --libs $(PKGS)) -lcsv -lglpk -lxlsxwriter -lm -pthread $(KEPT_$(FLAVOUR)))
# A driver loads libodbcinst, which keeps what odbc.ini says and never frees it; unloaded, that is a leak of an unknown
# module, which no suppression names. Where leaks are looked for it stays loaded.
KEPT_asan := -Wl,--no-as-needed -lodbcinst
CHECK_LIBS = $(call once,CHECK_LIBS,$(shell pkg-config --libs check))
# Asked the first time it is used, since pkg-config may just have been installed.
once = $(eval $1 := $2)$($1)

# ---- flavours ----------------------------------------------------------------------------------
FLAVOUR ?= release
B       := build/$(FLAVOUR)
VERSION := $(shell cat docs/VERSION)
PYTHON  ?= /usr/bin/python3
JOBS    := $(shell nproc 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(JOBS)
endif
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:
export PYTHONDONTWRITEBYTECODE := 1

SANITIZE    := address,undefined
OPT_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT_debug   := -O0 -g3
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
OPT_cov     := -O0 -g --coverage
OPT_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,$(SANITIZE) -fno-sanitize-recover=all
ifeq ($(OPT_$(FLAVOUR)),)
$(error FLAVOUR=$(FLAVOUR) is not one of release debug asan cov fuzz)
endif
ifeq ($(origin CC),default)
CC := $(if $(filter fuzz,$(FLAVOUR)),clang,gcc)
endif
CFLAGS ?= $(OPT_$(FLAVOUR))
WERROR ?= -Werror
WARN   := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
          -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 -Wundef -Wswitch-enum
DIALECT    := -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude -Isrc -DEG_VERSION='"$(VERSION)"'
ALL_CFLAGS  = $(DIALECT) $(WARN) $(WERROR) -pthread $(CPPFLAGS) $(CFLAGS) $(OPT_FILE_$(basename $(notdir $@)))
# Files that deserve more than their flavour gives: the loops that every record runs through.
ifeq ($(FLAVOUR),release)
$(foreach f,spans span_look lane lane_x86 lane_neon lane_plain lane_rows sniff_encoding coder_axis coder_values cells cube_add cube_quick math_apart math_apart_logit math_linear math_noncentral math_regression mersenne math_predictability_mean math_deal math_auc,$(eval OPT_FILE_$f := -O3))
endif

# ---- files --------------------------------------------------------------------------------------
HEADERS   := $(wildcard include/equitygap/*.h src/*/*.h)
TABLES    := $(wildcard src/*/*.def)
MAIN_SRC  := src/cli/main.c
LIB_SRC   := $(filter-out $(MAIN_SRC),$(wildcard src/*/*.c))
UNIT_SRC  := $(wildcard tests/unit/*.c)
SUITE_SRC := $(wildcard tests/unit/test_*.c)
FUZZ_SRC  := $(wildcard tests/fuzz/*.c)
TOOL_SRC  := $(wildcard tests/tools/*.c tests/bench/*.c)
C_SRC     := $(LIB_SRC) $(MAIN_SRC) $(UNIT_SRC) $(FUZZ_SRC) $(TOOL_SRC)
SCRIPTS   := .ci/run $(shell grep -l '^#!/.*\(sh\|bash\)$$' tests/tools/* tests/bench/* 2>/dev/null)
LIB_OBJ   := $(LIB_SRC:%.c=$(B)/%.o)
MAIN_OBJ  := $(MAIN_SRC:%.c=$(B)/%.o)
UNIT_OBJ  := $(UNIT_SRC:%.c=$(B)/%.o)
FUZZ_OBJ  := $(FUZZ_SRC:%.c=$(B)/%.o)
FUZZERS   := $(FUZZ_SRC:tests/fuzz/%.c=$(B)/fuzz/%)
REPLAYS   := $(FUZZ_SRC:tests/fuzz/%.c=$(B)/replay/%)
SHIMS     := $(B)/fault_alloc.so $(B)/fault_io.so

# ---- build ----------------------------------------------------------------------------------------
.PHONY: all
all: $(B)/equitygap ## build the program

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $1 $2)

$(B)/equitygap: $(MAIN_OBJ) $(B)/libequitygap.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/libequitygap.a: $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(B)/unit: $(UNIT_OBJ) $(B)/libequitygap.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(LIBS)
$(B)/%.o: %.c $(B)/flags | deps
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(UNIT_OBJ): ALL_CFLAGS += -I$(B)/tests
# Translations become arrays of bytes, one a language.
$(B)/src/language/language.o: ALL_CFLAGS += -I$(B)/words
$(B)/src/language/language.o: $(B)/words/catalogues.def
$(B)/words/catalogues.def: $(wildcard src/language/*.po) | deps
	$(Q)mkdir -p $(@D) && : > $@.new
	$(Q)for po in $^; do \
	    name=$$(basename $$po .po) && msgfmt --check-format --check-domain --endianness=little -o $(B)/words/$$name.mo $$po && \
	    printf 'static const unsigned char eg_catalogue_%s[] = {\n' $$name >> $@.new && \
	    od -An -v -tx1 $(B)/words/$$name.mo | sed 's/ \(..\)/0x\1,/g' >> $@.new && \
	    printf '};\n' >> $@.new || exit 1; \
	done && mv $@.new $@
$(B)/tests/unit/main.o: $(B)/tests/suites.def

# The same allocator faults inside the program, for flavours whose runtime needs malloc itself.
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
$(B)/equitygap-faults: $(MAIN_OBJ) $(B)/fault_wrap.o $(B)/libequitygap.a
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(WRAP) -o $@ $^ $(LIBS)
$(B)/fault_wrap.o: tests/tools/fault_alloc.c $(B)/flags | deps
	$(Q)$(CC) $(ALL_CFLAGS) -DFAULT_WRAP -c -o $@ $<
$(SHIMS): $(B)/%.so: tests/tools/%.c | deps
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(DIALECT) $(WARN) $(WERROR) -O1 -shared -fPIC -o $@ $< -ldl

# Written anew only when their content changes, so that everything depending on them follows.
rewrite = mkdir -p $(@D) && printf '%s\n' $1 > $@.new && \
          { cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }
$(B)/flags: FORCE
	@$(call rewrite,'$(subst ','\'',$(CC) $(DIALECT) $(WARN) $(WERROR) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS))')
$(B)/tests/suites.def: FORCE
	@$(call rewrite,$(foreach s,$(SUITE_SRC:tests/unit/test_%.c=%),'SUITE($s)') '')
.PHONY: FORCE
FORCE:

-include $(LIB_OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(UNIT_OBJ:.o=.d) $(FUZZ_OBJ:.o=.d)

# ---- packages ---------------------------------------------------------------------------------------
goal = $(filter $1,$(MAKECMDGOALS))
NEED := build \
    $(if $(call goal,check unit cases golden asan check-slow valgrind coverage fuzz-regress deps),test) \
    $(if $(call goal,lint lint-% deps),lint) $(if $(call goal,fuzz deps),fuzz) \
    $(if $(call goal,valgrind deps),valgrind) $(if $(call goal,coverage deps),coverage) \
    $(if $(call goal,bench bench-privacy hostile deps),bench)
.PHONY: deps
deps: ## install what is missing (apt-get)
	@$(if $(filter no,$(DEPS)),:,sh tests/tools/deps $(NEED))

# ---- install -----------------------------------------------------------------------------------------
prefix     ?= /usr/local
bindir     ?= $(prefix)/bin
libdir     ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir     ?= $(prefix)/share/man
compdir    ?= $(prefix)/share/bash-completion/completions
$(B)/equitygap.1: $(B)/equitygap
	$(Q)$(B)/equitygap help --man > $@
$(B)/equitygap.bash: $(B)/equitygap
	$(Q)$(B)/equitygap help --completion bash > $@

.PHONY: docs install install-lib uninstall
docs: $(B)/equitygap ## write docs/statistics.md from the catalogue
	@$(PYTHON) tests/tools/write_statistics.py $(B)/equitygap > docs/statistics.md
install: $(B)/equitygap $(B)/equitygap.1 $(B)/equitygap.bash ## program, man page, completion (DESTDIR, prefix)
	install -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(compdir)'
	install -m 755 $(B)/equitygap '$(DESTDIR)$(bindir)/equitygap'
	install -m 644 $(B)/equitygap.1 '$(DESTDIR)$(mandir)/man1/equitygap.1'
	install -m 644 $(B)/equitygap.bash '$(DESTDIR)$(compdir)/equitygap'
install-lib: $(B)/libequitygap.a ## the library and its headers
	install -d '$(DESTDIR)$(libdir)' '$(DESTDIR)$(includedir)/equitygap'
	install -m 644 $(B)/libequitygap.a '$(DESTDIR)$(libdir)/'
	install -m 644 include/equitygap/*.h '$(DESTDIR)$(includedir)/equitygap/'
uninstall: ## what install and install-lib put there
	rm -f '$(DESTDIR)$(bindir)/equitygap' '$(DESTDIR)$(mandir)/man1/equitygap.1' \
	      '$(DESTDIR)$(compdir)/equitygap' '$(DESTDIR)$(libdir)/libequitygap.a'
	rm -rf '$(DESTDIR)$(includedir)/equitygap'

# ---- try it --------------------------------------------------------------------------------------------
.PHONY: demo
demo: $(B)/equitygap ## write a report from data/ and show it
	@mkdir -p build/demo
	@$(B)/equitygap analyze data/district.csv -c data/district.json \
	    -o build/demo/report.html -o build/demo/report.xlsx -o build/demo/report.md \
	    -o build/demo/report.json -o build/demo/report.csv -o build/demo/report.txt -q
	@cat build/demo/report.txt
	@printf '\nThe same report as a workbook, for a plan, for programs and for spreadsheets, in build/demo:\n'
	@printf 'report.xlsx report.md report.json report.csv\n'
	@printf '\nThe page to read together, in any browser: build/demo/report.html\n'

# ---- test ------------------------------------------------------------------------------------------------
TESTED   := $(B)/equitygap $(B)/unit $(SHIMS) $(REPLAYS) $(if $(filter asan cov,$(FLAVOUR)),$(B)/equitygap-faults)
RUN_PART  = $(PYTHON) tests/tools/run_all.py --build $(B)
.PHONY: check check-slow unit cases golden asan valgrind fuzz fuzz-regress coverage hostile
check: $(TESTED) ## build and run every test; ends with `N passed, N failed`
	@$(RUN_PART)
check-slow: $(TESTED) ## the same with no stride in the fault tests and more random districts
	@EG_SLOW=1 $(RUN_PART)
unit: $(B)/unit ## unit tests alone
	@$(RUN_PART) unit
cases: $(B)/equitygap ## case directories alone; CASES='topic/name...' picks some
	@$(PYTHON) tests/tools/run_cases.py --build $(B) $(CASES)
golden: $(B)/equitygap ## rewrite the cases' expected output and show what changed
	@$(PYTHON) tests/tools/run_cases.py --build $(B) --rewrite $(CASES)
	@git --no-pager diff --stat -p -- tests/cases
hostile: $(B)/equitygap ## files of gigabytes that must end in one line and under 512 MiB; HOSTILE='levels gzip...' picks some
	@$(PYTHON) tests/tools/hostile.py --build $(B) $(HOSTILE)
asan: | deps ## check under the address and undefined-behaviour sanitizers
	@$(MAKE) FLAVOUR=asan DEPS=no check
valgrind: | deps ## the cases under valgrind (asan covers the unit tests, which would take it hours)
	@$(MAKE) FLAVOUR=debug DEPS=no valgrind-run
.PHONY: valgrind-run
VALGRIND := valgrind -q --leak-check=full --errors-for-leak-kinds=definite --error-exitcode=99
valgrind-run: $(B)/equitygap
	@mkdir -p $(B)/valgrind
	@printf '#!/bin/sh\nexec %s %s "$$@"\n' '$(VALGRIND)' '$(CURDIR)/$(B)/equitygap' > $(B)/valgrind/equitygap
	@chmod +x $(B)/valgrind/equitygap
	$(PYTHON) tests/tools/run_cases.py --build $(B)/valgrind

.PHONY: check-sql deps-sql bench-sql check-slurm deps-slurm
deps-sql: ## install the database servers that check-sql and bench-sql start
	@sh tests/tools/deps sql
check-sql: $(B)/equitygap ## PostgreSQL, PostgreSQL over two shards and MariaDB against CSV; starts and stops them
	@EG_BUILD=$(B) $(PYTHON) tests/tools/check_sql.py
deps-slurm: ## install what check-slurm starts
	@sh tests/tools/deps slurm
check-slurm: $(B)/equitygap ## the Slurm recipe of docs/scale.md; starts and stops a cluster of one machine
	@EG_BUILD=$(B) $(PYTHON) tests/tools/check_slurm.py
BENCH_SQL_ROWS ?= 5000000
bench-sql: $(B)/equitygap ## time and memory of databases that count; BENCH_SQL_ROWS (5000000)
	@EG_BUILD=$(B) $(PYTHON) tests/bench/bench_sql.py --rows $(BENCH_SQL_ROWS)

FUZZ_SECONDS ?= 60
$(B)/fuzz/%: $(B)/tests/fuzz/%.o $(B)/libequitygap.a
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/replay/%: $(B)/tests/fuzz/%.o $(B)/tests/tools/replay.o $(B)/libequitygap.a
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
.SECONDARY: $(FUZZ_OBJ) $(B)/tests/tools/replay.o $(B)/fault_wrap.o
fuzz: | deps ## libFuzzer, FUZZ_SECONDS (60) a target
	@$(MAKE) FLAVOUR=fuzz DEPS=no fuzz-run
.PHONY: fuzz-run
fuzz-run: $(FUZZERS)
	@sh tests/tools/fuzz $(B) $(FUZZ_SECONDS)
fuzz-regress: $(REPLAYS) $(B)/equitygap ## the fuzzers' corpus, without a fuzzer
	@$(RUN_PART) fuzz

COVERAGE_FLOOR ?= 90
coverage: | deps ## lines run by the tests; fails under COVERAGE_FLOOR percent
	@find build/cov -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) FLAVOUR=cov DEPS=no check
	@gcovr --root . --object-directory build/cov --filter src/ --print-summary \
	    --html-details build/cov/coverage.html --fail-under-line $(COVERAGE_FLOOR)

.PHONY: check-browser
check-browser: $(B)/equitygap ## the HTML page in a browser: widths, dark, paper, accessibility; PICTURES=folder keeps pictures, PAGES='sample...' picks some
	@cd tests/browser && npm install --no-audit --no-fund --no-package-lock --silent
	@$(PYTHON) tests/browser/check_browser.py --build $(B) $(if $(PICTURES),--pictures $(PICTURES)) $(PAGES)

# ---- lint -------------------------------------------------------------------------------------------------
# Results are kept, so that only what changed is looked at again.
L := build/lint
LINTS := lint-format lint-tidy lint-clang lint-cppcheck lint-layers lint-headers lint-house lint-symbols lint-man lint-scripts
.PHONY: lint $(LINTS)
lint: $(LINTS) ## format, analysers, layers, headers, house rules, man page, scripts
	@echo 'lint: clean'
lint-format: | deps
	@clang-format --dry-run -Werror $(C_SRC) $(HEADERS)
lint-tidy: $(C_SRC:%=$(L)/%.tidy)
lint-clang: $(C_SRC:%=$(L)/%.clang)
$(L)/%.tidy: % $(HEADERS) $(TABLES) .clang-tidy tests/unit/.clang-tidy | deps $(L)/suites.def $(L)/catalogues.def
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(DIALECT) $(WARN) -I$(L) > $@.log 2>/dev/null || { cat $@.log; exit 1; }
	@mv $@.log $@
$(L)/%.clang: % $(HEADERS) $(TABLES) | deps $(L)/suites.def $(L)/catalogues.def
	@mkdir -p $(@D)
	@clang $(DIALECT) $(WARN) -Werror -I$(L) -fsyntax-only $< && touch $@
$(L)/suites.def: $(B)/tests/suites.def
	@mkdir -p $(@D) && cp $< $@
$(L)/catalogues.def: $(B)/words/catalogues.def
	@mkdir -p $(@D) && cp $< $@
lint-cppcheck: $(L)/cppcheck
$(L)/cppcheck: $(LIB_SRC) $(MAIN_SRC) $(HEADERS) $(TABLES) | deps
	@mkdir -p $(@D)
	@cppcheck --quiet --std=c11 --language=c --enable=warning,portability,performance --inline-suppr \
	    --suppress=missingIncludeSystem \
	    --suppress=internalAstError --suppress=duplicateAssignExpression -D__GNUC__=12 --error-exitcode=1 -j $(JOBS) -Iinclude -Isrc \
	    '-DEG_VERSION="$(VERSION)"' $(LIB_SRC) $(MAIN_SRC) && touch $@
lint-layers: | deps
	@sh tests/tools/check_layers src/LAYERS $(HEADERS) $(LIB_SRC) $(MAIN_SRC) $(TABLES)
lint-headers: $(HEADERS:%=$(L)/%.alone)
$(L)/%.h.alone: %.h $(HEADERS) $(TABLES) | deps
	@mkdir -p $(@D)
	@$(CC) $(DIALECT) $(WARN) -Werror -fsyntax-only -x c $< && touch $@
lint-house: | deps
	@$(PYTHON) tests/tools/check_house.py
lint-symbols: $(LIB_OBJ)
	@sh tests/tools/check_symbols $(filter-out $(B)/src/cli/%,$^)
	@$(PYTHON) tests/tools/check_circles.py nm $^
lint-man: $(B)/equitygap.1
	@mandoc -T lint -W warning $<
lint-scripts: | deps
	@shellcheck $(SCRIPTS)

# ---- measure, clean, help -------------------------------------------------------------------------------
BENCH_ROWS  ?= 1000000
BENCH_PAIRS ?= 5
.PHONY: bench bench-formats bench-privacy clean help
$(B)/bare_libcsv $(B)/libcsv_cubes: $(B)/%: tests/bench/%.c tests/bench/libcsv_pass.h | deps
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< -lcsv
bench: $(B)/equitygap $(B)/bare_libcsv $(B)/libcsv_cubes ## time and memory as ratios; BENCH_ROWS (1000000), BENCH_PAIRS (5), BENCH_DUCKDB
	@$(PYTHON) tests/bench/bench.py --build $(B) --rows $(BENCH_ROWS) --pairs $(BENCH_PAIRS)
bench-formats: $(B)/equitygap ## what each format costs, and all of them together
	@$(PYTHON) tests/bench/formats.py $(B)/equitygap
bench-privacy: $(B)/equitygap ## what hiding costs: cells, students, against the optimum; seconds up to a state
	@$(PYTHON) tests/bench/suppression_cost.py --build $(B)
clean: ## remove build/
	rm -rf build
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
