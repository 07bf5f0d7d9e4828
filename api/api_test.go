package api_test

import (
	"cmp"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"miyao/api"
)

// TestComplete compares the declared actions of KMS with the published list.
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
		if action.Product == api.ProductKMS {
			declared = append(declared, action.Name)
		}
		if _, ok := reflect.New(action.Response).Interface().(api.Answer); !ok {
			t.Errorf("%s: the response does not embed Meta", action.Name)
		}
	}
	if !reflect.DeepEqual(declared, published) {
		t.Errorf("declared actions differ from the published list:\n%v\n%v", declared, published)
	}
}

// TestProducts: actions are listed by product and name, and their names alone
// tell them apart, since products may share a version.
func TestProducts(t *testing.T) {
	products := api.Products()
	place := func(a *api.Info) int { return slices.Index(products, a.Product) }
	actions := api.Actions()
	if !slices.IsSortedFunc(actions, func(a, b *api.Info) int {
		return cmp.Or(place(a)-place(b), strings.Compare(a.Name, b.Name))
	}) {
		t.Error("the actions are not in the order of products and names")
	}
	seen, used := map[string]bool{}, map[api.Product]bool{}
	for _, action := range actions {
		if seen[action.Name] {
			t.Errorf("%s is declared twice", action.Name)
		}
		seen[action.Name], used[action.Product] = true, true
	}
	if len(used) != len(products) || used[api.Product{}] {
		t.Errorf("the actions are of %v, declared are %v", used, products)
	}
}
