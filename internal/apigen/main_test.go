package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"miyao/api"
)

// apigen runs the program on the real api package.
func apigen(t *testing.T, args ...string) (string, error) {
	t.Helper()
	command := exec.Command("go", append([]string{"run", ".", "-api", "../../api"}, args...)...)
	output, err := command.CombinedOutput()
	return string(output), err
}

func TestReferenceIsFresh(t *testing.T) {
	if output, err := apigen(t, "-check", "-out", "../../docs/api.md", "-types", "../../console/src/api/types.ts"); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

// TestComplete compares the reference with what the compiler sees.
func TestComplete(t *testing.T) {
	data, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	count := map[api.Product]int{}
	for _, action := range api.Actions() {
		count[action.Product]++
		_, section, ok := strings.Cut(text, "\n### "+action.Name+"\n")
		if !ok {
			t.Errorf("%s has no section", action.Name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n##")
		for i := range action.Request.NumField() {
			if name := action.Request.Field(i).Name; !strings.Contains(section, "\n| "+name+" |") {
				t.Errorf("%s: parameter %s is missing", action.Name, name)
			}
		}
		index := "| [" + action.Name + "](#" + strings.ToLower(action.Name) + ") | " + action.Kind.String() + " |"
		if strings.Count(text, index) != 1 {
			t.Errorf("the index lacks %q", index)
		}
	}
	for _, product := range api.Products() {
		if title := fmt.Sprintf("\n## The %d actions of %s\n", count[product], product); !strings.Contains(text, title) {
			t.Errorf("there is no section %q", strings.TrimSpace(title))
		}
	}
	if count[api.ProductKMS] != 69 {
		t.Errorf("package api declares %d actions of KMS, want 69", count[api.ProductKMS])
	}
	for _, match := range regexp.MustCompile(`\[(\w+)\]\(#\w+\)`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(text, "\n### "+match[1]+"\n") {
			t.Errorf("a link leads to %s, which has no section", match[1])
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "|") && strings.HasSuffix(line, "|  |\n") {
			t.Errorf("no description: %s", line)
		}
	}
}

func TestStaleIsRefused(t *testing.T) {
	fresh := map[string]string{"-out": "../../docs/api.md", "-types": "../../console/src/api/types.ts"}
	for flag := range fresh {
		file := filepath.Join(t.TempDir(), "old")
		if err := os.WriteFile(file, []byte("old\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"-check"}
		for name, path := range fresh {
			if name == flag {
				path = file
			}
			args = append(args, name, path)
		}
		output, err := apigen(t, args...)
		if err == nil || !strings.Contains(output, "run: go run ./internal/apigen") {
			t.Fatalf("a stale file for %s gave %v: %s", flag, err, output)
		}
		if data, _ := os.ReadFile(file); string(data) != "old\n" {
			t.Errorf("-check wrote the file of %s", flag)
		}
	}
}

// TestTypesComplete looks for every action and field in the types.
func TestTypesComplete(t *testing.T) {
	data, err := os.ReadFile("../../console/src/api/types.ts")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, action := range api.Actions() {
		entry := fmt.Sprintf("\n  %s: { request: %s; response: %s }\n", action.Name, action.Request.Name(), action.Response.Name())
		if strings.Count(text, entry) != 1 {
			t.Errorf("the types lack %q", strings.TrimSpace(entry))
		}
		for _, shape := range []reflect.Type{action.Request, action.Response} {
			_, body, _ := strings.Cut(text, "\nexport interface "+shape.Name()+" {\n")
			body, _, _ = strings.Cut(body, "\n}\n")
			for _, field := range reflect.VisibleFields(shape) {
				if !field.Anonymous && !regexp.MustCompile(`(?m)^  `+field.Name+`\??: `).MatchString(body) {
					t.Errorf("%s.%s is missing", shape.Name(), field.Name)
				}
			}
		}
	}
}

func TestWrongFolderIsRefused(t *testing.T) {
	if output, err := apigen(t, "-api", t.TempDir()); err == nil {
		t.Fatalf("an empty folder was accepted: %s", output)
	}
}
