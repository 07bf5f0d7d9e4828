package alg

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"weak"

	"miyao/internal/secret"
)

// seeded is an opened key whose material is a seed, from which the library
// expands the key T. T can have a hundred times the bytes of the seed, and a
// server holds many opened keys; so an expanded key that nobody uses is left to
// the garbage collector, and expanded again when it is needed. It has only the
// library's own memory, which cannot be wiped.
type seeded[T any] struct {
	seed   secret.Bytes // wiped when the key is unreachable
	expand func(seed []byte) (*T, error)
	last   atomic.Pointer[weak.Pointer[T]]
}

// open sets up a new key with its own copy of the seed, which has size bytes.
func (k *seeded[T]) open(material secret.Bytes, size int, expand func([]byte) (*T, error)) error {
	if material.Len() != size {
		return fmt.Errorf("key material has %d bytes, want %d", material.Len(), size)
	}
	k.seed, k.expand = material.Clone(), expand
	runtime.AddCleanup(k, secret.Bytes.Wipe, k.seed)
	return nil
}

// key returns the expanded key. Two callers at once may get two of them, which
// are the same key.
func (k *seeded[T]) key() *T {
	if last := k.last.Load(); last != nil {
		if key := last.Value(); key != nil {
			return key
		}
	}
	key, err := k.expand(k.seed.Expose())
	runtime.KeepAlive(k) // the seed must not be wiped before it was read
	if err != nil {
		panic(err) // the libraries refuse a seed for its length only, and open checked it
	}
	last := weak.Make(key)
	k.last.Store(&last)
	return key
}
