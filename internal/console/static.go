package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

const (
	indexFile = "index.html"
	// assetsDir holds files with the hash of their content in their name.
	assetsDir = "assets/"
)

// contentTypes are those of the app's files; the tables of the machine are not
// asked, which differ.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon",
	".js": "text/javascript; charset=utf-8", ".json": "application/json", ".map": "application/json",
	".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json", ".woff2": "font/woff2",
}

// static serves the files of the app.
type static struct {
	files fs.FS
	read  sync.Map // name -> func() (*file, error), which reads once
}

func newStatic(files fs.FS) *static { return &static{files: files} }

// file is one of the app's files in memory.
type file struct {
	content     []byte
	compressed  []byte // by gzip; nil where it does not help
	contentType string
	etag        string
}

// ServeHTTP implements http.Handler. A path that is no file is one of the app's
// pages, so it gets index.html.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	asset := strings.HasPrefix(name, assetsDir)
	f, err := s.open(name)
	if errors.Is(err, fs.ErrNotExist) && !asset {
		f, err = s.open(indexFile)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && !asset:
		http.Error(w, notBuilt, http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	cache := "no-cache" // ask each time whether it changed
	if asset {
		cache = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", cache)
	f.serve(w, r)
}

const notBuilt = `This miyao was built without the console.

To get it, build with "make", which needs Node.js and puts the console into the
program. Everything else works without it: the API is at /.`

// open returns a file; the error is fs.ErrNotExist if there is none.
func (s *static) open(name string) (*file, error) {
	if read, ok := s.read.Load(name); ok {
		return read.(func() (*file, error))()
	}
	info, err := fs.Stat(s.files, name)
	if err != nil || info.IsDir() || path.Base(name)[0] == '.' {
		return nil, fs.ErrNotExist // an invalid name too
	}
	read, _ := s.read.LoadOrStore(name, sync.OnceValues(func() (*file, error) { return s.load(name) }))
	return read.(func() (*file, error))()
}

func (s *static) load(name string) (*file, error) {
	content, err := fs.ReadFile(s.files, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	f := &file{content: content, contentType: contentTypes[path.Ext(name)],
		etag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`}
	if f.contentType == "" {
		f.contentType = "application/octet-stream"
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	_, err = z.Write(content)
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, err
	}
	if b.Len() < len(content)*9/10 {
		f.compressed = b.Bytes()
	}
	return f, nil
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	content := f.content
	if f.compressed != nil && acceptsGzip(r) {
		content = f.compressed
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Type", f.contentType)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, bytes.NewReader(content)) // the browser may be gone
	}
}

func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if name == "gzip" && strings.TrimSpace(q) != "q=0" {
			return true
		}
	}
	return false
}
