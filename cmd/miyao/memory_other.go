//go:build !linux

package main

import "errors"

// memoryFile is for Linux only.
func memoryFile(string, []byte) (string, error) {
	return "", errors.New("only Linux has anonymous files in memory; use --decrypt")
}
