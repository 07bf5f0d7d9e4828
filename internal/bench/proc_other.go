//go:build !linux

package main

import (
	"errors"
	"os/exec"
	"time"
)

const allCores = -1

var errNotLinux = errors.New("bench pins processes and reads their clocks, which it can do on Linux only")

func pinSelf(int) error                  { return errNotLinux }
func startPinned(*exec.Cmd, int) error   { return errNotLinux }
func cpuTime(int) (time.Duration, error) { return 0, errNotLinux }
func residentKB(int) (int, error)        { return 0, errNotLinux }
