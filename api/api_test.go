package api_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"miyao/api"
)

// TestComplete compares the declared actions with the published list.
func TestComplete(t *testing.T) {
	data, err := os.ReadFile("testdata/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	published := strings.Fields(string(data))
	if len(published) != 69 {
		t.Fatalf("the published list has %d actions, want 69", len(published))
	}
	var declared []string
	for _, action := range api.Actions() {
		declared = append(declared, action.Name)
		if _, ok := reflect.New(action.Response).Interface().(api.Answer); !ok {
			t.Errorf("%s: the response does not embed Meta", action.Name)
		}
	}
	if !reflect.DeepEqual(declared, published) {
		t.Errorf("declared actions differ from the published list:\n%v\n%v", declared, published)
	}
}
