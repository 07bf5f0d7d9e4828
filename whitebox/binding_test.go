package whitebox_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"miyao/whitebox"
)

// fingerprints makes n different ones.
func fingerprints(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("%08x-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef", i))
	}
	return all
}

func TestBinding(t *testing.T) {
	for _, a := range algorithms {
		p, iv := newPair(t, a), random(16)
		ciphertext := reference(p.cipher, iv, []byte("some words"))
		for _, n := range []int{1, 2, 200, whitebox.MaxDevices} {
			bound := fingerprints(n)
			file, err := whitebox.Parse(seal(t, p.decrypt, bound...))
			if err != nil {
				t.Fatal(err)
			}
			for _, fingerprint := range []string{bound[0], bound[n/2], bound[n-1]} {
				key, err := file.Open(fingerprint)
				if err != nil {
					t.Fatalf("%s, %d devices: %v", a, n, err)
				}
				if plaintext, err := key.Decrypt(iv, ciphertext); err != nil || string(plaintext) != "some words" {
					t.Errorf("%s, %d devices: %q, %v", a, n, plaintext, err)
				}
			}
			other := fingerprints(n + 1)[n]
			for _, fingerprint := range []string{other, ""} {
				if key, err := file.Open(fingerprint); !errors.Is(err, whitebox.ErrFingerprint) || key != nil {
					t.Errorf("%s, %d devices, fingerprint %q: %v", a, n, fingerprint, err)
				}
			}
		}
	}
}

// A key that is bound to no device opens whatever a program gives.
func TestUnbound(t *testing.T) {
	key := dummy(t, whitebox.SM4, whitebox.Decryption)
	data := seal(t, key)
	for _, fingerprint := range []string{"", "anything", fingerprints(1)[0]} {
		if again := open(t, data, fingerprint); !bytes.Equal(seal(t, again), data) {
			t.Errorf("opened with %q it is another key", fingerprint)
		}
	}
}

var badFingerprints = []string{
	"10111213-1415-1617-1819-1a1b1c1d1e1f", // a UUID
	strings.ToUpper("0000000a-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef"),
	"0000000g-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef",
	"00000000-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcde",
	"00000000-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef0",
	"00000000-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef\n",
	" 00000000-0123456789abcd-ef0123456789ab-cdef0123456789-0123456789abcdef",
	"000000000123456789abcdef0123456789abcdef01234567890123456789abcdef",
}

func TestFingerprintForm(t *testing.T) {
	key := dummy(t, whitebox.SM4, whitebox.Decryption)
	file, err := whitebox.Parse(seal(t, key, fingerprints(1)...))
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range badFingerprints {
		if _, err := file.Open(bad); err == nil || errors.Is(err, whitebox.ErrFingerprint) {
			t.Errorf("Open(%q): %v", bad, err)
		}
		if _, err := key.Seal(fingerprints(1)[0], bad); err == nil {
			t.Errorf("Seal takes %q", bad)
		}
	}
	for what, list := range map[string][]string{
		"none":     {""},
		"repeated": append(fingerprints(3), fingerprints(1)...),
		"too many": fingerprints(whitebox.MaxDevices + 1),
	} {
		if data, err := key.Seal(list...); err == nil || data != nil {
			t.Errorf("%s: Seal makes %d bytes", what, len(data))
		}
	}
}

// No byte of a bound key can be changed, even by who makes the digest anew.
func TestForgedBinding(t *testing.T) {
	bound := fingerprints(2)
	good := seal(t, dummy(t, whitebox.SM4, whitebox.Decryption), bound...)
	places := []int{10} // direction
	for at := 12; at < headerSize+32+2*48; at++ {
		places = append(places, at) // key id, salt, slots
	}
	places = append(places, len(good)/2, len(good)-digestSize-1)
	for _, at := range places {
		for _, to := range []byte{good[at] ^ 1, good[at] ^ 2, good[at] ^ 3} {
			file, err := whitebox.Parse(redigest(changed(good, at, to)))
			if err != nil {
				continue // refused even earlier: direction 3, slots out of order
			}
			for _, fingerprint := range bound {
				if key, err := file.Open(fingerprint); err == nil || key != nil {
					t.Errorf("opens with byte %d changed", at)
				}
			}
		}
	}
}

// Two bindings of one key have nothing in common but the header, and slots are
// not in the order of the fingerprints.
func TestBindingIsFresh(t *testing.T) {
	key, bound := dummy(t, whitebox.SM4, whitebox.Decryption), fingerprints(2)
	one, two := seal(t, key, bound...), seal(t, key, bound...)
	if !bytes.Equal(one[:headerSize], two[:headerSize]) {
		t.Error("the headers differ")
	}
	equal := 0
	for i := headerSize; i < len(one); i++ {
		if one[i] == two[i] {
			equal++
		}
	}
	if share := float64(equal) / float64(len(one)); share > 0.01 {
		t.Errorf("%.3f of the bytes are equal, want one of 256", share)
	}
	plain := seal(t, key)
	if bytes.Contains(one, plain[headerSize:headerSize+64]) {
		t.Error("tables of a bound key stand in the clear")
	}
	slices.Reverse(bound)
	open(t, seal(t, key, bound...), bound[0])
}
