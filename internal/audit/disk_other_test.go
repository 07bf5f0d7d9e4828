//go:build !linux

package audit_test

// The tests with real disk errors need Linux.
var diskChildren = map[string]func(dir string) error{}
