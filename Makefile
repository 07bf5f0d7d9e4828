# The commands of this project. Each does the set-up that it needs.

.DEFAULT_GOAL := help
GO ?= go
TOOL = $(GO) tool -modfile=$(CURDIR)/tools/go.mod
BIN = bin/miyao
# The race detector needs a C compiler.
RACE := $(shell command -v gcc clang >/dev/null 2>&1 && echo -race)

.PHONY: help
help: ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The console is built where there is Node; without it the program says at
# /console/ how to get it.
CONSOLE = $(if $(shell command -v npm),console/dist/index.html)
CONSOLE_SOURCES = console/index.html console/vite.config.ts console/tsconfig.json \
	$(shell find console/src console/public -type f)

console/node_modules/.package-lock.json: console/package-lock.json console/package.json
	cd console && npm ci

console/dist/index.html: console/node_modules/.package-lock.json $(CONSOLE_SOURCES)
	cd console && npm run build

.PHONY: build
build: $(CONSOLE) ## build bin/miyao, and the web console where there is Node
	@mkdir -p bin
	$(GO) build -trimpath -o $(BIN) ./cmd/miyao

.PHONY: run
run: build ## build everything, start the server and say how to go on
	@exec $(BIN) server

.PHONY: demo
demo: build ## encrypt test_config.conf to test_encry.conf and back, step by step
	@./demo.sh $(BIN)

.PHONY: check
check: ## format, vet, static analysis, generated files
	@unformatted=$$(gofmt -l api client cmd console/*.go envelope internal tc3 whitebox interop) && test -z "$$unformatted" || \
		{ echo "$$unformatted"; echo "run gofmt -w on these"; exit 1; }
	$(GO) mod verify >/dev/null
	$(GO) vet ./...
	$(TOOL) staticcheck ./...
	cd interop && $(GO) vet ./... && $(TOOL) staticcheck ./...
	$(GO) run ./internal/apigen -check
	$(if $(CONSOLE),$(MAKE) --no-print-directory console/node_modules/.package-lock.json && cd console && npm run check)

.PHONY: vulns
vulns: ## look for known vulnerabilities, where their list can be reached
	$(TOOL) govulncheck ./...

.PHONY: test
test: build ## set up everything and run every test, official SDKs included
	$(GO) test $(RACE) $(shell $(GO) list ./... | grep -v /cmd/)
	$(GO) test ./cmd/... # many short processes, which the race detector makes slow to start
	interop/setup.sh
	cd interop && MIYAO_BIN=../$(BIN) $(GO) test -count=1 ./...
	cd console && MIYAO_BIN=../$(BIN) MIYAO_INTEROP=../interop npm test # in Debian's Chromium

.PHONY: bench
bench: build ## measure against a bare HTTP server in the same run
	$(GO) run ./internal/bench

.PHONY: docs
docs: ## write the generated documentation anew
	$(GO) run ./internal/apigen

.PHONY: clean
clean: ## remove what was built, and what was installed for tests
	rm -rf bin console/test-results
	find console/dist -mindepth 1 ! -name .gitkeep -delete
	find console interop -type d \( -name node_modules -o -name .venv -o -name target -o -name __pycache__ \) -prune -exec rm -rf {} +
