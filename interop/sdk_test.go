// Package interop_test runs the official SDKs of the cloud service, as they are
// published, against a miyao server on the loopback interface.
//
// One scenario (scenario_test.go) goes through the actions, with successes and
// refusals. It is played through every SDK in every way that the SDK can sign and
// send. The Go SDK is called directly; for the others a small program in the SDK's
// language reads calls and writes what the SDK made of the answers.
package interop_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// programTimeout bounds one program in another language.
const programTimeout = 3 * time.Minute

// profile is how an SDK is told to sign and send.
type profile struct {
	Endpoint        string `json:"endpoint"`
	SecretID        string `json:"secretId"`
	SecretKey       string `json:"secretKey"`
	Region          string `json:"region"`
	SignMethod      string `json:"signMethod"`
	ReqMethod       string `json:"reqMethod"`
	Language        string `json:"language"`
	UnsignedPayload bool   `json:"unsignedPayload"`
}

// name tells profiles apart in the names of subtests.
func (p profile) name() string {
	name := p.SignMethod + " " + p.ReqMethod
	if p.UnsignedPayload {
		name += " unsigned payload"
	}
	return name
}

// profiles are the ways that all SDKs can sign and send, in both languages.
func profiles(s *server) []profile {
	base := profile{
		Endpoint:  s.endpoint(),
		SecretID:  s.settings["TENCENTCLOUD_SECRET_ID"],
		SecretKey: s.settings["TENCENTCLOUD_SECRET_KEY"],
		Region:    s.settings["TENCENTCLOUD_REGION"],
	}
	var all []profile
	for _, sign := range []string{"TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"} {
		post, get := base, base
		post.SignMethod, post.ReqMethod, post.Language = sign, "POST", "zh-CN"
		get.SignMethod, get.ReqMethod, get.Language = sign, "GET", "en-US"
		all = append(all, post, get)
	}
	return all
}

// call is one call as a program reads it, one line of JSON.
type call struct {
	Profile profile `json:"profile"`
	Action  string  `json:"action"`
	Request params  `json:"request"`
}

// outcome is what an SDK made of the server's answer, one line of JSON: either a
// response or an error.
type outcome struct {
	Response json.RawMessage `json:"response"`
	Error    *refusal        `json:"error"`
}

// refusal is an exception of an SDK.
type refusal struct {
	Type      string `json:"type"`
	Code      string `json:"code"`
	Message   string `json:"message"`
	RequestID string `json:"requestId"`
	// TraceID is set by the Node SDK alone, from a header of the answer.
	TraceID string `json:"traceId"`
}

// nodeException is the name that the Node SDK gives its exceptions.
const nodeException = "TencentCloudSDKHttpException"

// sdk makes calls through one of the official SDKs.
type sdk interface {
	send(t *testing.T, c call) outcome
	// exception names the type in which this SDK reports a server error.
	exception() string
	// lacks names the published actions that the pinned release does not have.
	lacks() []string
}

// notInGoAndJava are the published actions that the releases for Go and Java lack.
var notInGoAndJava = []string{
	"CancelDataKeyDeletion", "DescribeDataKey", "DescribeDataKeys", "DisableDataKey", "DisableDataKeys",
	"EnableDataKey", "EnableDataKeys", "GetDataKeyCiphertextBlob", "GetDataKeyPlaintext", "ImportDataKey",
	"ListDataKeyDetail", "ListDataKeys", "RotateKey", "ScheduleDataKeyDeletion", "UpdateDataKeyDescription",
	"UpdateDataKeyName",
}

// program is an SDK in a process of its own.
type program struct {
	exceptionType string
	missing       []string // published actions that the SDK lacks
	calls         *json.Encoder
	outcomes      *bufio.Reader
	stderr        *bytes.Buffer
}

// startProgram runs a command until the test ends.
func startProgram(t *testing.T, exceptionType string, command ...string) *program {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), programTimeout)
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = environment(t)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	// A pipe of our own: that of StdoutPipe is closed by Wait, which the clean-up calls.
	stdout, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{
		exceptionType: exceptionType,
		calls:         json.NewEncoder(stdin),
		outcomes:      bufio.NewReader(stdout),
		stderr:        &bytes.Buffer{},
	}
	cmd.Stdout, cmd.Stderr = w, p.stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() {
		defer cancel()
		defer stdout.Close()
		stdin.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v\n%s", command[0], err, p.stderr.Bytes())
		}
	})
	return p
}

func (p *program) exception() string { return p.exceptionType }
func (p *program) lacks() []string   { return p.missing }

func (p *program) send(t *testing.T, c call) outcome {
	t.Helper()
	if err := p.calls.Encode(c); err != nil {
		t.Fatalf("%s: %v", c.Action, err)
	}
	line, err := p.outcomes.ReadBytes('\n')
	if err == io.EOF {
		t.Fatalf("%s: the program ended", c.Action)
	}
	if err != nil {
		t.Fatalf("%s: %v", c.Action, err)
	}
	var o outcome
	if err := json.Unmarshal(line, &o); err != nil {
		t.Fatalf("%s: %v in %s", c.Action, err, line)
	}
	return o
}

// installed returns the absolute path of something that setup.sh installs.
func installed(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if matches, err := filepath.Glob(abs); err != nil || len(matches) == 0 {
		t.Fatalf("interop/%s is missing: run interop/setup.sh first", path)
	}
	return abs
}

// java is the command line of one of the Java programs.
func java(t *testing.T, class string) []string {
	classes := filepath.Dir(filepath.Dir(filepath.Dir(installed(t, "java/target/classes/miyao/interop/Calls.class"))))
	libraries := filepath.Dir(installed(t, "java/target/lib/tencentcloud-sdk-java-kms-*.jar"))
	return []string{
		"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
		"-cp", classes + string(os.PathListSeparator) + filepath.Join(libraries, "*"), "miyao.interop." + class,
	}
}

// node is the command line of one of the Node programs.
func node(t *testing.T, script string) []string {
	installed(t, "node/node_modules/tencentcloud-sdk-nodejs")
	return []string{"node", installed(t, filepath.Join("node", script))}
}

// python is the command line of one of the Python programs.
func python(t *testing.T, script string) []string {
	return []string{installed(t, "python/.venv/bin/python"), installed(t, filepath.Join("python", script))}
}

func TestPythonSDK(t *testing.T) {
	t.Parallel()
	playProfiles(t, startProgram(t, "TencentCloudSDKException", python(t, "calls.py")...))
}

func TestNodeSDK(t *testing.T) {
	t.Parallel()
	playProfiles(t, startProgram(t, nodeException, node(t, "calls.js")...))
}

func TestJavaSDK(t *testing.T) {
	t.Parallel()
	client := startProgram(t, "TencentCloudSDKException", java(t, "Calls")...)
	client.missing = notInGoAndJava
	playProfiles(t, client)
}

// playProfiles plays the scenario through an SDK in every way it can sign and send.
func playProfiles(t *testing.T, client sdk) {
	t.Helper()
	s := startServer(t, "--extra-regions", otherRegion, "--sm-regions", smRegion)
	ways := profiles(s)
	if client.exception() != nodeException { // the Node SDK always signs the payload
		unsigned := ways[0]
		unsigned.UnsignedPayload = true
		ways = append(ways, unsigned)
	}
	shared := newStage(t)
	for _, p := range ways {
		t.Run(p.name(), func(t *testing.T) { play(t, client, shared, p) })
	}
}
