# make run    install what is missing, build, and open the window (without a display: the same work on the command line)
# make test   install what the tests need, and run them all
# make build  the program with its window: build/bin/lockstep
# make cli    the command line alone, for servers; needs neither GTK nor Node: build/bin/lockstep-cli
# make screenshots      pictures of every screen in both themes: build/shots/screens
# make bench  Lockstep beside git, restic, borg and kopia, on the histories CORPUS='REPOSITORY[:SUBFOLDER] large' (default: this one, and a large folder)
# make large  time and requests of each act on a PocketBase with 300 collections of 20 fields
# make crash  kill commands at 200 moments, and PostgreSQL, MariaDB and what promotes to them at each statement of ten promotions, and look that nothing is lost
# make trees  read and change the values in some thousand real files of other people's packages
# make schemas  promote the schemas of some dozen real programs, as Debian ships them, to empty databases
# make readme-pictures  the few small ones of the README: build/readme

.NOTPARALLEL:
.PHONY: bench crash large trees schemas run test build cli bindings licences format vet lint unit frontend drift programs browser window others check clean screenshots readme-pictures

# The same flags everywhere, since -trimpath and no -trimpath do not share Go's build cache.
export GOFLAGS = -trimpath -buildvcs=false

COMMA    := ,
BIN      := build/bin
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION)
DESKTOP  := desktop,production$(if $(filter Linux,$(shell uname)),$(COMMA)webkit2_41)
PAGE     := frontend/dist/index.html
SOURCES  := $(shell find frontend/src frontend/public frontend/wailsjs -type f 2>/dev/null) \
            $(wildcard frontend/*.html frontend/*.ts frontend/*.js frontend/package.json)
NODE_TEST := node --test --test-reporter=spec --test-concurrency
# The detector of races is not for SQLite, which is C in the words of Go: it would take half of the time of all tests.
RACE     := -race -gcflags=modernc.org/sqlite/lib=-race=false
SPEED    := frontend/e2e/browser/speed.test.mjs
BENCH    := $(or $(CORPUS),. large)
STATICCHECK := $(BIN)/staticcheck-0.8.2
POCKETBASE := $(BIN)/pocketbase-0.36.8

run:
	build/run.sh

build: $(PAGE)
	build/need.sh go window
	go build -tags $(DESKTOP) -ldflags '$(LDFLAGS)' -o $(BIN)/lockstep .

cli:
	build/need.sh go
	CGO_ENABLED=0 go build -ldflags '$(LDFLAGS)' -o $(BIN)/lockstep-cli .

# --- the page

frontend/node_modules/.lock: frontend/package-lock.json
	build/need.sh node
	cd frontend && npm ci --no-audit --no-fund
	cp frontend/package-lock.json $@

$(PAGE): frontend/node_modules/.lock $(SOURCES)
	cd frontend && npm run build

bindings:
	CGO_ENABLED=0 go run -tags bindings ./build/genbindings >/dev/null
	find frontend/wailsjs -type f -exec chmod 644 {} +

# What the program is built of, with the licences: again whenever a module or a package changes.
licences: frontend/node_modules/.lock
	go run ./build/licences

# --- the tests, in the order in which they fail fastest

test:
	build/need.sh go node window test
	$(MAKE) --no-print-directory check others browser window

check: format vet lint unit frontend drift

format:
	@files=$$(gofmt -l *.go app store snapshots build frontend/e2e); \
	if [ -n "$$files" ]; then echo "Not formatted by gofmt:"; echo "$$files"; exit 1; fi

vet: $(PAGE)
	go vet ./...
	go vet -tags e2e .
	go vet -tags schemas ./app/connect/sqldb/...
	go vet -tags bindings ./build/genbindings
	go vet -tags $(DESKTOP) .

$(STATICCHECK):
	mkdir -p $(BIN)
	GOBIN=$(CURDIR)/$(BIN) go install honnef.co/go/tools/cmd/staticcheck@v0.8.2
	mv $(BIN)/staticcheck $@

lint: $(STATICCHECK) $(PAGE)
	$(STATICCHECK) ./...
	$(STATICCHECK) -tags e2e .
	$(STATICCHECK) -tags $(DESKTOP) .

# The server that the tests of its connector start.
$(POCKETBASE): $(wildcard app/connect/pocketbase/pbtest/testdata/server/*)
	cd app/connect/pocketbase/pbtest/testdata/server && CGO_ENABLED=0 go build -o $(CURDIR)/$@ .

unit: $(POCKETBASE)
	go test $(RACE) -timeout 20m $$(go list ./... | grep -vE '/(app/cli|snapshots|sqldb/[a-z]+)$$')
	go test $(RACE) -tags e2e .
	go test -p 4 ./app/cli ./snapshots ./app/connect/sqldb/... . # of the program as it is, which the race detector makes slower and larger
	go test -run 'RealHistory|ExportedAgain|KeepsWhatBelongs' ./app ./app/engine

frontend: frontend/node_modules/.lock
	cd frontend && npm run check
	cd frontend && npm run lint
	cd frontend && npm test

drift:
	build/drift.sh

# The programs that the browser tests start.
programs: $(PAGE)
	CGO_ENABLED=0 go build -tags e2e -o $(BIN)/lockstep-browser .
	CGO_ENABLED=0 go build -o $(BIN)/lockstep-cli .
	CGO_ENABLED=0 go build -o $(BIN)/lockstep-large ./build/large
	CGO_ENABLED=0 go build -o $(BIN)/lockstep-refapp ./build/refapp

browser: programs $(POCKETBASE)
	$(NODE_TEST)=2 $(filter-out $(SPEED),$(wildcard frontend/e2e/browser/*.test.mjs))
	$(NODE_TEST)=1 $(SPEED) # what is measured is alone

window: programs
	go build -tags $(DESKTOP),e2e -o $(BIN)/lockstep-window .
	frontend/e2e/display.sh $(NODE_TEST)=1 frontend/e2e/window/*.test.mjs

# --- pictures

screenshots: programs
	$(NODE_TEST)=1 frontend/e2e/pictures/screenshots.test.mjs

readme-pictures: programs
	rm -rf build/shots/readme
	$(NODE_TEST)=1 frontend/e2e/pictures/readme.test.mjs
	go run ./build/smallpng build/shots/readme build/readme

# --- measures

# Whole processes side by side, into build/bench/RESULTS.md, and then the parts alone.
bench: cli
	go run ./build/bench $(BENCH)
	go test -run '^$$' -bench . -benchmem ./snapshots ./app

crash:
	LOCKSTEP_KILLS=200 go test -run 'KilledAtAnyMoment|WhateverIsKilled' -count 1 -timeout 2h -v .
	LOCKSTEP_KILLS=200 go test -run KilledAtAnyMoment -count 1 -v ./app/connect/sqldb/sqlite
	LOCKSTEP_KILLS=all go test -run IsKilledIsContinuedAndUndone -timeout 1h -count 1 -v ./app/connect/sqldb/mysql

# How long each act takes on an instance of PocketBase with 300 collections of 20 fields, and how often it is asked.
large: $(POCKETBASE)
	LOCKSTEP_COLLECTIONS=300 go test -run LargeModel -count 1 -v ./app/connect/pocketbase

# Packages with real files of all formats, and the test that changes the values in them.
trees:
	build/need.sh go node
	build/trees.sh $(BIN)/trees
	LOCKSTEP_TREES=$(CURDIR)/$(BIN)/trees go test -run RealFilesComeThroughUnchanged -count 1 -v ./app/values

# Schemas of other people's programs, and the tests that promote them.
schemas:
	build/schemas.sh $(BIN)/schemas
	LOCKSTEP_SCHEMAS=$(CURDIR)/$(BIN)/schemas go test -tags schemas -run RealPrograms -count 1 -v ./app/connect/sqldb/...

# What is built for other systems still compiles.
others: $(PAGE)
	GOOS=windows CGO_ENABLED=0 go build -tags desktop,production -ldflags '-s -w -H windowsgui' -o $(BIN)/lockstep.exe .
	GOOS=darwin CGO_ENABLED=0 go build -o $(BIN)/lockstep-darwin .

clean:
	rm -rf $(BIN) build/shots frontend/node_modules
	find frontend/dist -mindepth 1 ! -name .gitkeep -delete
