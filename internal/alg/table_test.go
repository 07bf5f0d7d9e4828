package alg_test

import (
	"strings"
	"testing"

	"miyao/internal/alg"
	"miyao/internal/secret"
)

func TestTable(t *testing.T) {
	type name struct{ usage, spec string }
	ids, names := map[alg.ID]bool{}, map[name]bool{}
	last := alg.ID(0)
	for _, row := range alg.Table() {
		n := name{row.Usage, row.Spec}
		if row.ID <= last || names[n] {
			t.Errorf("row %d %v is not unique or out of order", row.ID, n)
		}
		last = row.ID
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
		spec, usage string
		standard    int64
		bytes       int
		algorithms  string
	}{
		1:  {"AES_256", "ENCRYPT_DECRYPT", 2, 32, ""},
		2:  {"SM4", "ENCRYPT_DECRYPT", 4, 16, ""},
		3:  {"RSA_2048", "ASYMMETRIC_DECRYPT_RSA_2048", 2, 0, ""},
		4:  {"SM2", "ASYMMETRIC_DECRYPT_SM2", 4, 0, ""},
		5:  {"ECC_P256", "ASYMMETRIC_SIGN_VERIFY_ECC", 2, 0, "ECC_P256_R1"},
		6:  {"ECC_P384", "ASYMMETRIC_SIGN_VERIFY_ECDSA384", 2, 0, "ECC_P384_R1 ECDSA384"},
		9:  {"RSA_2048", "ASYMMETRIC_SIGN_VERIFY_RSA_2048", 2, 0, "RSA_PSS_SHA_256 RSA_PKCS1_SHA_256"},
		10: {"SM2", "ASYMMETRIC_SIGN_VERIFY_SM2", 4, 0, "SM2DSA"},
	} {
		row, ok := alg.ByID(id)
		if !ok || row.Spec != want.spec || row.Usage != want.usage || row.Standard != want.standard ||
			row.MaterialBytes != want.bytes || strings.Join(row.Algorithms, " ") != want.algorithms {
			t.Errorf("algorithm %d = %+v, want %+v", id, row, want)
		}
	}
}

func TestFindUnknown(t *testing.T) {
	if row, ok := alg.ByID(0); ok {
		t.Errorf("ByID(0) = %s", row.Spec)
	}
	for _, n := range [][2]string{{"", "AES_256"}, {"", ""}, {"ASYMMETRIC_DECRYPT_SM2", "RSA_2048"}, {"ENCRYPT_DECRYPT", "aes_256"}, {"SIGN_VERIFY", "SM4"}} {
		if row, ok := alg.Find(n[0], n[1]); ok {
			t.Errorf("Find(%q) = %s", n, row.Spec)
		}
	}
}

// An empty key type is the first one of the usage.
func TestFindDefault(t *testing.T) {
	for usage, spec := range map[string]string{"ENCRYPT_DECRYPT": "AES_256", "ASYMMETRIC_SIGN_VERIFY_SM2": "SM2"} {
		if row, ok := alg.Find(usage, ""); !ok || row.Spec != spec {
			t.Errorf("Find(%s) = %s, %v", usage, row.Spec, ok)
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
