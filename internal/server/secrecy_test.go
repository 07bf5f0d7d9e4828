package server_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/node"
)

// TestNothingSecretIsWritten uses plaintext and secrets in every way that goes
// well or wrong, and then searches the log, the audit log, the database and
// the answers of refusals for them.
func TestNothingSecretIsWritten(t *testing.T) {
	m := start(t)
	const plaintext = "a plaintext that must be nowhere 5f1d"
	encoded := base64.StdEncoding.EncodeToString([]byte(plaintext))
	var answers strings.Builder
	do := func(code api.Code, r *request) answer {
		t.Helper()
		a := m.want(t, code, r)
		if code != "" {
			fmt.Fprintln(&answers, a.text)
		}
		return a
	}
	call := func(code api.Code, action string, body any) answer {
		t.Helper()
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return do(code, m.request(action, string(text)))
	}
	type fields map[string]any
	key := call("", "CreateKey", fields{"Alias": "app"}).fields["KeyId"]
	blob := call("", "Encrypt", fields{"KeyId": key, "Plaintext": encoded, "EncryptionContext": `{"a":"b"}`}).fields["CiphertextBlob"]
	opened := call("", "Decrypt", fields{"CiphertextBlob": blob, "EncryptionContext": `{"a":"b"}`})
	if opened.fields["Plaintext"] != encoded {
		t.Fatalf("Decrypt gave %v", opened.fields)
	}
	dataKey := call("", "GenerateDataKey", fields{"KeyId": key, "KeySpec": "AES_256"}).fields["Plaintext"].(string)
	rawDataKey, err := base64.StdEncoding.DecodeString(dataKey)
	if err != nil {
		t.Fatal(err)
	}

	// Refusals of requests that hold the plaintext.
	call(api.InvalidCiphertext, "Decrypt", fields{"CiphertextBlob": blob, "EncryptionContext": plaintext})
	call(api.InvalidCiphertext, "Decrypt", fields{"CiphertextBlob": encoded})
	call(api.InvalidPlaintext, "Encrypt", fields{"KeyId": key, "Plaintext": plaintext})
	call(api.InvalidKeyId, "Encrypt", fields{"KeyId": encoded, "Plaintext": encoded})
	call(api.InvalidParameter, "Encrypt", fields{"KeyId": key, "Plaintext": []string{encoded}})
	call(api.InvalidParameter, "GenerateRandom", fields{"NumberOfBytes": plaintext})
	call(api.EncryptionError, "Decrypt", fields{"CiphertextBlob": blob, "EncryptionContext": `{"a":"b"}`, "EncryptionPublicKey": plaintext})
	do(api.InvalidParameter, m.request("Encrypt", `{"Plaintext":"`+encoded))
	do(api.InvalidParameter, m.request("Encrypt", encoded))
	do(api.InvalidParameter, m.request("GetRegions", `{} `+encoded))
	query := m.request("Encrypt", "")
	query.method, query.query = http.MethodGet, "Plaintext="+encoded+"&Plaintext="+encoded
	do(api.InvalidParameter, query)
	form := m.v1("Encrypt", map[string]string{"KeyId": fmt.Sprint(key), "Plaintext": plaintext})
	m.signV1(http.MethodGet, m.host, form)
	fmt.Fprintln(&answers, m.sendV1(t, http.MethodGet, form).text)

	// Requests that hold a secret key where it does not belong.
	do(api.InvalidAuthorization, with(m.request("Encrypt", "{}"), authorization(m.secretKey)))
	do(api.TokenFailure, with(m.request("Encrypt", "{}"), header("Token", m.secretKey)))
	do(api.SecretIdNotFound, with(m.request("Encrypt", "{}"), func(r *request) { r.secretID = "AKIDx" }))
	do(api.SignatureFailure, with(m.request("Encrypt", "{}"), func(r *request) { r.sentBody = encoded }))
	made, madeKey, err := m.node.Operator().CreateCredential(t.Context(), "", "second")
	if err != nil {
		t.Fatal(err)
	}
	do("", with(m.request("GetRegions", "{}"), func(r *request) {
		r.secretID, r.secretKey = made.SecretID, string(madeKey.Expose())
	}))

	if err := m.stop(); err != nil {
		t.Fatal(err)
	}
	if err := m.close(); err != nil {
		t.Fatal(err)
	}
	written := map[string]string{"log": m.log.String(), "answers": answers.String()}
	readAll(t, m.node.DataDir, written)
	for what, text := range map[string]string{
		"plaintext": plaintext, "plaintext as base64": strings.TrimRight(encoded, "="),
		"plaintext as hex":   hex.EncodeToString([]byte(plaintext)),
		"data key as base64": dataKey, "data key": string(rawDataKey),
		"SecretKey": m.secretKey, "second SecretKey": string(madeKey.Expose()),
	} {
		for where, content := range written {
			if strings.Contains(content, text) {
				t.Errorf("%s is in %s", what, where)
			}
		}
	}
	audit := ""
	for where, content := range written {
		if strings.HasPrefix(where, node.AuditDir+"/") {
			audit += content
		}
	}
	for _, text := range []string{m.secretID, made.SecretID, fmt.Sprint(key), "InvalidPlaintext", opened.id} {
		if !strings.Contains(audit, text) {
			t.Errorf("the audit log lacks %q: the search proves nothing", text)
		}
	}
	if answers.Len() == 0 || written["miyao.db"] == "" {
		t.Error("nothing to search")
	}
}

func with(r *request, change func(*request)) *request {
	change(r)
	return r
}

// readAll adds the files of a data directory but the credential's own.
func readAll(t *testing.T, dir string, to map[string]string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || path == node.CredentialsFile {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, path))
		to[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
