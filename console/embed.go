// Package console holds the built files of the console, a single-page app whose
// source lies beside this file. "make" builds it into dist; a program that was
// built without it has no file in Files.
package console

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built files; index.html is the page.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("console: " + err.Error()) // the name is valid
	}
	return files
}
