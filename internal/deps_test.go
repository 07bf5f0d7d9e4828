// Package internal_test holds the rules about which package may import which.
package internal_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayImport lists, for each package with a rule, every package of this module
// that it may import. A package without a line has no rule.
var mayImport = map[string][]string{
	"api":                 {},
	"tc3":                 {},
	"whitebox":            {},
	"envelope":            {},
	"internal/ciphertext": {},
	"internal/policy":     {},
	"internal/secret":     {},
	"internal/cache":      {},
	"internal/store":      {},
	"internal/audit":      {"internal/wholefile"},
	"internal/audit/sink": {"internal/audit", "internal/wholefile"},
	"internal/localca":    {"internal/wholefile"},
	"internal/alg":        {"internal/secret"},
	"internal/seal":       {"internal/secret", "internal/wholefile"},
	"internal/wholefile":  {},
	"internal/whitebox":   {"internal/secret", "whitebox"},
	"internal/identity":   {"internal/cache", "internal/policy", "internal/secret", "internal/store", "tc3"},
	"internal/keyring":    {"internal/alg", "internal/cache", "internal/policy", "internal/secret", "internal/store", "internal/whitebox"},
	"internal/sts":        {"api", "internal/identity", "internal/kms", "internal/policy", "internal/store"},
	"internal/cam":        {"api", "internal/identity", "internal/kms", "internal/policy", "internal/secret", "internal/store"},
	"internal/operator": {"api", "internal/audit", "internal/identity", "internal/kms", "internal/policy", "internal/quota", "internal/secret",
		"internal/store"},
	"internal/server":  {"api", "tc3", "internal/identity", "internal/kms"},
	"console":          {},
	"internal/console": {"api", "console", "internal/audit", "internal/identity", "internal/kms", "internal/policy", "internal/secret"},
	"client":           {"api", "tc3", "internal/envfile"},
	"internal/kms": {"api", "internal/alg", "internal/audit", "internal/ciphertext", "internal/identity",
		"internal/keyring", "internal/policy", "internal/quota", "internal/secret", "internal/store"},
	"internal/quota":   {},
	"internal/envfile": {},
}

// mayNotReach lists what a package must not import, not even through another
// package.
var mayNotReach = map[string][]string{
	"api":                 {"net"},
	"envelope":            {"net"},
	"internal/ciphertext": {"net"},
	"internal/policy":     {"net"},
	"internal/secret":     {"net"},
	"whitebox":            {"net"},
	"internal/whitebox":   {"net"},
	"internal/alg":        {"net/http", "database/sql"},
	"internal/keyring":    {"miyao/api"},
}

// mustNotImport lists what a package itself must not import. (kms reaches
// net/http through identity and tc3, which read signed headers.)
var mustNotImport = map[string][]string{
	// The program reads names of alg's table; without secret it cannot open a key.
	"cmd/miyao":         {"miyao/internal/keyring", "miyao/internal/seal", "miyao/internal/secret", "miyao/internal/store"},
	"internal/kms":      {"net/http", "net", "miyao/internal/server", "miyao/internal/node"},
	"internal/identity": {"net/http", "miyao/api", "miyao/internal/kms"},
	"internal/console":  {"miyao/internal/store", "miyao/internal/keyring", "miyao/internal/alg", "miyao/internal/seal"},
	"internal/server":   {"miyao/internal/store", "miyao/internal/keyring", "miyao/internal/alg", "miyao/internal/seal"},
}

const module = "miyao"

// TestArrows holds the packages to the rules.
func TestArrows(t *testing.T) {
	imports := list(t, "{{join .Imports \" \"}}")
	for pkg, allowed := range mayImport {
		found, ok := imports[module+"/"+pkg]
		if !ok {
			t.Errorf("there is no package %s: the rule holds nothing", pkg)
		}
		for _, path := range found {
			ours, isOurs := strings.CutPrefix(path, module+"/")
			if isOurs && !slices.Contains(allowed, ours) {
				t.Errorf("%s imports %s", pkg, ours)
			}
		}
	}
	refuse(t, imports, mustNotImport, "imports")
	refuse(t, list(t, "{{join .Deps \" \"}}"), mayNotReach, "reaches")
}

// requirements finds direct ones in go.mod, package.json, requirements.txt and
// pom.xml, by the file.
var requirements = map[string]*regexp.Regexp{
	"go.mod":                          regexp.MustCompile(`(?m)^\t(\S+/\S+)(?: v\S+)?$`),
	"interop/go.mod":                  regexp.MustCompile(`(?m)^\t\S+/(\S+) v\S+$`), // of one SDK there are several modules
	"tools/go.mod":                    regexp.MustCompile(`(?m)^\t(\S+?)(?:/cmd/\S+)?$`),
	"console/package.json":            regexp.MustCompile(`(?m)^    "(@?[a-z0-9/-]+)": "[0-9]`),
	"interop/node/package.json":       regexp.MustCompile(`(?m)^    "(@?[a-z0-9/-]+)": "[0-9]`),
	"interop/oidc/package.json":       regexp.MustCompile(`(?m)^    "(@?[a-z0-9/-]+)": "[0-9]`),
	"interop/python/requirements.txt": regexp.MustCompile(`(?m)^(tencentcloud-sdk-python-[a-z]+)==`),
	"interop/java/pom.xml":            regexp.MustCompile(`<artifactId>(tencentcloud-[a-z-]+)</artifactId>`),
}

// TestDependenciesAreExplained wants a line in docs/dependencies.md for each
// direct requirement.
func TestDependenciesAreExplained(t *testing.T) {
	explained, err := os.ReadFile("../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	for file, pattern := range requirements {
		text, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		found := pattern.FindAllStringSubmatch(string(text), -1)
		if len(found) == 0 {
			t.Errorf("%s names no requirement: the rule holds nothing", file)
		}
		for _, match := range found {
			word := regexp.MustCompile(`(^|[ /|])` + regexp.QuoteMeta(match[1]) + `([ ,/()]|$)`)
			if !word.Match(explained) {
				t.Errorf("docs/dependencies.md does not say what %s of %s is for", match[1], file)
			}
		}
	}
}

func refuse(t *testing.T, found, rules map[string][]string, verb string) {
	t.Helper()
	for pkg, refused := range rules {
		paths, ok := found[module+"/"+pkg]
		if !ok {
			t.Errorf("there is no package %s: the rule holds nothing", pkg)
		}
		for _, path := range refused {
			if slices.Contains(paths, path) {
				t.Errorf("%s %s %s", pkg, verb, path)
			}
		}
	}
}

// list runs go list over the module: package path to words.
func list(t *testing.T, format string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} "+format, module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	found := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		found[words[0]] = words[1:]
	}
	if len(found) < len(mayImport) {
		t.Fatalf("go list found %d packages", len(found))
	}
	return found
}
