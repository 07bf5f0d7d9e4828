//go:build !linux

package audit

import "os"

func beginWriteback(*os.File, int64, int64) {}
