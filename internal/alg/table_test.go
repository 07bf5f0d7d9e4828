package alg_test

import (
	"testing"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

func TestTable(t *testing.T) {
	type name struct{ usage, spec string }
	ids, names := map[alg.ID]bool{}, map[name]bool{}
	for _, row := range alg.Table() {
		n := name{row.Usage, row.Spec}
		if row.ID == 0 || ids[row.ID] || names[n] {
			t.Errorf("row %d %v is not unique", row.ID, n)
		}
		ids[row.ID], names[n] = true, true
		if byID, ok := alg.ByID(row.ID); !ok || byID.Spec != row.Spec {
			t.Errorf("ByID(%d) = %s, %v", row.ID, byID.Spec, ok)
		}
		if found, ok := alg.Find(row.Usage, row.Spec); !ok || found.ID != row.ID {
			t.Errorf("Find(%v) = %d, %v", n, found.ID, ok)
		}
	}
	if len(ids) == 0 {
		t.Fatal("the table is empty")
	}
	if alg.Table()[0].ID = 99; alg.Table()[0].ID == 99 {
		t.Error("the caller of Table can change the table")
	}
}

// The numbers are on disk: they may be added to, never changed.
func TestNumbersOnDisk(t *testing.T) {
	for id, want := range map[alg.ID]struct {
		spec     string
		usage    string
		standard int64
		bytes    int
		overhead int
	}{
		1: {"AES_256", "ENCRYPT_DECRYPT", 2, 32, 80},
		2: {"SM4", "ENCRYPT_DECRYPT", 4, 16, 80},
		7: {"ML_KEM_1024_AES", "ASYMMETRIC_DECRYPT_KYBER_AES", 2, 0, 1616},
		8: {"ML_DSA_87", "ASYMMETRIC_SIGN_VERIFY_DILITHIUM", 2, 0, 0},
	} {
		row, ok := alg.ByID(id)
		if !ok || row.Spec != want.spec || row.Usage != want.usage || row.Standard != want.standard ||
			row.MaterialBytes != want.bytes || row.Overhead != want.overhead {
			t.Errorf("algorithm %d = %+v, want %+v", id, row, want)
		}
	}
}

func TestFindUnknown(t *testing.T) {
	if row, ok := alg.ByID(0); ok {
		t.Errorf("ByID(0) = %s", row.Spec)
	}
	for _, n := range [][2]string{{"", "AES_256"}, {"ENCRYPT_DECRYPT", ""}, {"ENCRYPT_DECRYPT", "aes_256"}, {"SIGN_VERIFY", "SM4"}} {
		if row, ok := alg.Find(n[0], n[1]); ok {
			t.Errorf("Find(%q) = %s", n, row.Spec)
		}
	}
}

func TestMaterialLength(t *testing.T) {
	for _, row := range alg.Table() {
		if row.MaterialBytes == 0 {
			continue
		}
		one, err := row.Generate()
		if err != nil {
			t.Fatal(err)
		}
		two, err := row.Generate()
		if err != nil {
			t.Fatal(err)
		}
		if one.Len() != row.MaterialBytes || one.Equal(two) {
			t.Errorf("%s: Generate gives %d bytes, repeated: %v", row.Spec, one.Len(), one.Equal(two))
		}
		for n := range 70 {
			if _, err := row.Open(secret.Random(n)); (err == nil) != (n == row.MaterialBytes) {
				t.Errorf("%s: Open of %d bytes: %v", row.Spec, n, err)
			}
		}
	}
}
