package api

import (
	"strconv"
	"strings"
)

// The failures that are no fault of the caller, each with one text.

// Internal is all that a caller learns of a failure of the server itself.
func Internal() *Error {
	return Errorf(InternalError, "The server failed; its log says more under this RequestId.",
		"服务内部错误，请凭 RequestId 查看服务日志。")
}

// AuditUnavailable says that there is no answer for want of its audit entry.
func AuditUnavailable() *Error {
	return Errorf(ServiceUnavailable,
		"The audit log cannot be written, so nothing is answered until it can; is the server's disk full?",
		"审计日志无法写入，在恢复之前不应答任何请求；请检查服务器磁盘空间。")
}

// StoreFull says that there was no room for a change. Reading and using keys
// goes on.
func StoreFull() *Error {
	return Errorf(ServiceUnavailable,
		"The disk of the server's database is full, so nothing was changed; changes are answered again when there is room.",
		"服务器数据库所在磁盘已满，未作任何变更；磁盘有空间后即可重试。")
}

// GivenUp says that the caller, or the server's end, was faster than the answer.
func GivenUp() *Error {
	return Errorf(ServiceUnavailable, "The request was given up before it was answered.", "请求在完成之前被取消。")
}

// maxShown bounds what is shown of a text that a caller invented.
const maxShown = 128

// Shown is what messages and logs show of a text that a caller invented: its
// first 128 characters, and then "…"; "?" stands for what is not printable. It
// is valid UTF-8.
func Shown(text string) string {
	if isPlain(text) {
		return text
	}
	var shown strings.Builder
	length := 0
	for _, r := range text {
		if length == maxShown {
			shown.WriteString("…")
			break
		}
		if !strconv.IsPrint(r) {
			r = '?'
		}
		shown.WriteRune(r)
		length++
	}
	return shown.String()
}

// isPlain tells what is shown as it is, and is most of what callers send.
func isPlain(text string) bool {
	if len(text) > maxShown {
		return false
	}
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
