package whitebox_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"slices"
	"testing"

	"miyao/whitebox"
)

func TestParse(t *testing.T) {
	for _, a := range algorithms {
		for _, d := range []whitebox.Direction{whitebox.Encryption, whitebox.Decryption} {
			for devices := range 3 {
				key := dummy(t, a, d)
				data := seal(t, key, fingerprints(devices)...)
				file, err := whitebox.Parse(data)
				if err != nil {
					t.Fatalf("%s, %s, %d devices: %v", a, d, devices, err)
				}
				if file.Header() != key.Header() || file.Devices() != devices || !bytes.Equal(file.Bytes(), data) {
					t.Errorf("%s, %s, %d devices: %+v, %d devices", a, d, devices, file.Header(), file.Devices())
				}
			}
		}
	}
}

func TestParseRefusals(t *testing.T) {
	for devices := range 3 {
		good := seal(t, dummy(t, whitebox.SM4, whitebox.Decryption), fingerprints(devices)...)
		for at := range headerSize + devices*48 {
			refuse(t, changed(good, at, good[at]^1))
			refuse(t, changed(good, at, good[at]^0x80))
		}
		for _, at := range []int{len(good) / 2, len(good) - digestSize - 1, len(good) - digestSize, len(good) - 1} {
			refuse(t, changed(good, at, good[at]^1))
		}
		for n := range 200 {
			refuse(t, good[:n])
			refuse(t, good[:len(good)-1-n])
			refuse(t, append(bytes.Clone(good), make([]byte, n+1)...))
		}
		refuse(t, append([]byte{0}, good...))
		refuse(t, good[1:])
	}
	refuse(t, nil)
}

// A digest is no authentication: these have one that fits.
func TestParseRefusesForged(t *testing.T) {
	good := seal(t, dummy(t, whitebox.SM4, whitebox.Decryption), fingerprints(2)...)
	for at, values := range map[int][]byte{
		0:  {'M', 0},           // magic
		7:  {'B', 0},           // magic
		8:  {0, 2, 255},        // version
		9:  {0, 1, 3, 255},     // algorithm; 1 has other tables
		10: {0, 3, 255},        // direction
		11: {0, 1, 3, 50, 255}, // devices
	} {
		for _, to := range values {
			refuse(t, redigest(changed(good, at, to)))
		}
	}
	slots := headerSize + 32
	one, two := good[slots:slots+48], good[slots+48:slots+96]
	swapped := slices.Concat(good[:slots], two, one, good[slots+96:])
	refuse(t, redigest(swapped))
	refuse(t, redigest(slices.Concat(good[:slots], one, one, good[slots+96:])))
	for _, n := range []int{1, 48, 100} {
		refuse(t, redigest(append(bytes.Clone(good), make([]byte, n)...)))
		refuse(t, redigest(good[:len(good)-n]))
	}
}

func refuse(t *testing.T, data []byte) {
	t.Helper()
	if file, err := whitebox.Parse(data); !errors.Is(err, whitebox.ErrMalformed) || file != nil {
		t.Errorf("%d bytes beginning with %x parse: %v", len(data), data[:min(len(data), headerSize)], err)
	}
}

func TestNewKeyRefusals(t *testing.T) {
	for what, c := range map[string]struct {
		header whitebox.Header
		size   int
	}{
		"no algorithm":      {whitebox.Header{Direction: whitebox.Decryption}, 0},
		"algorithm 3":       {whitebox.Header{Algorithm: 3, Direction: whitebox.Decryption}, 0},
		"no direction":      {whitebox.Header{Algorithm: whitebox.SM4}, 815_104},
		"direction 3":       {whitebox.Header{Algorithm: whitebox.SM4, Direction: 3}, 815_104},
		"no tables":         {whitebox.Header{Algorithm: whitebox.SM4, Direction: whitebox.Decryption}, 0},
		"tables of AES_256": {whitebox.Header{Algorithm: whitebox.SM4, Direction: whitebox.Decryption}, 749_568},
		"tables of SM4":     {whitebox.Header{Algorithm: whitebox.AES256, Direction: whitebox.Decryption}, 815_104},
	} {
		if key, err := whitebox.NewKey(c.header, make([]byte, c.size)); !errors.Is(err, whitebox.ErrMalformed) || key != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// FuzzParse fuzzes what stands before the tables: behind it come as many zeros
// as its algorithm has tables, and the digest that fits.
func FuzzParse(f *testing.F) {
	vectors := readGolden(f)
	for _, v := range vectors {
		f.Add([]byte(v.Prefix))
	}
	if len(vectors) == 0 {
		f.Fatal("there are no seeds")
	}
	f.Fuzz(func(t *testing.T, prefix []byte) {
		if _, err := whitebox.Parse(prefix); err == nil {
			t.Error("a file without tables parses")
		}
		size := 815_104
		if len(prefix) > 9 && prefix[9] == byte(whitebox.AES256) {
			size = 749_568
		}
		if len(prefix) > headerSize {
			size += 16 // the tag of bound tables
		}
		data := append(bytes.Clone(prefix), make([]byte, size)...)
		digest := sha256.Sum256(data)
		data = append(data, digest[:]...)
		file, err := whitebox.Parse(data)
		if err != nil {
			if !errors.Is(err, whitebox.ErrMalformed) {
				t.Errorf("error %v", err)
			}
			return
		}
		if !bytes.Equal(file.Bytes(), data) {
			t.Errorf("%x parses, but encodes to something else", prefix)
		}
		if _, err := file.Open(fingerprints(1)[0]); (err == nil) != (file.Devices() == 0) {
			t.Errorf("%x with %d devices: %v", prefix, file.Devices(), err)
		}
	})
}
