package interop_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fence finds the blocks of code in a document: their language and their text.
var fence = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

// comment finds what differs between the two languages of the README.
var comment = regexp.MustCompile(`(?m) *(//|#).*$`)

// readmeCode are the blocks of a README by their language; shell blocks are
// left out, which no test runs as they stand.
func readmeCode(t *testing.T, name string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]string{}
	for _, found := range fence.FindAllStringSubmatch(string(text), -1) {
		language, code := found[1], found[2]
		if language == "sh" {
			continue
		}
		if blocks[language] != "" {
			t.Errorf("%s has two blocks of %s", name, language)
		}
		blocks[language] = code
	}
	return blocks
}

// TestReadme runs the programs of the README as they stand, but for the address
// of the server. Those of the Chinese one are the same.
func TestReadme(t *testing.T) {
	t.Parallel()
	english, chinese := readmeCode(t, "README.md"), readmeCode(t, "README.zh-CN.md")
	programs := map[string]func(t *testing.T, dir, code string) []string{
		"python": readmePython, "go": readmeGo, "js": readmeNode, "java": readmeJava,
	}
	if len(english) != len(programs) || len(chinese) != len(programs) {
		t.Fatalf("the READMEs have %d and %d programs, want %d", len(english), len(chinese), len(programs))
	}
	s := startServer(t)
	for language, prepare := range programs {
		t.Run(language, func(t *testing.T) {
			code := english[language]
			if comment.ReplaceAllString(code, "") != comment.ReplaceAllString(chinese[language], "") {
				t.Error("the programs of README.md and README.zh-CN.md differ")
			}
			const address = "127.0.0.1:8573"
			if !strings.Contains(code, address) {
				t.Fatalf("the program does not name %s", address)
			}
			dir := t.TempDir()
			command := prepare(t, dir, strings.ReplaceAll(code, address, s.endpoint()))
			if output := runIn(t, s, dir, command); !strings.Contains(output, guideText) {
				t.Errorf("the output is %q", output)
			}
		})
	}
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readmePython(t *testing.T, dir, code string) []string {
	return []string{installed(t, "python/.venv/bin/python"), write(t, dir, "guide.py", code)}
}

func readmeNode(t *testing.T, dir, code string) []string {
	modules, err := filepath.Abs(filepath.Dir(installed(t, "node/node_modules/tencentcloud-sdk-nodejs")))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return []string{"node", write(t, dir, "guide.js", code)}
}

func readmeGo(t *testing.T, dir, code string) []string {
	bin := filepath.Join(dir, "guide")
	build := exec.Command("go", "build", "-o", bin, write(t, dir, "main.go", code))
	if out, err := build.CombinedOutput(); err != nil { // with the modules of this one
		t.Fatalf("%v\n%s", err, out)
	}
	return []string{bin}
}

func readmeJava(t *testing.T, dir, code string) []string {
	libraries, err := filepath.Abs(filepath.Dir(installed(t, "java/target/lib/tencentcloud-sdk-java-kms-*.jar")))
	if err != nil {
		t.Fatal(err)
	}
	return []string{"java", "-cp", filepath.Join(libraries, "*"), write(t, dir, "Guide.java", code)}
}
