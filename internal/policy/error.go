package policy

import (
	"fmt"
	"strconv"
)

// Error says what is wrong with a document, and where.
type Error struct {
	// Place is the way to the fault, as in
	// statement[2].condition.ip_equal.qcs:ip[0]. It is empty where the fault is
	// in the document as a whole.
	Place string
	// Message says what is wrong, in English, and MessageZH in Chinese. Neither
	// repeats the place.
	Message, MessageZH string
}

// Error implements error.
func (e *Error) Error() string {
	if e.Place == "" {
		return e.Message
	}
	return e.Place + ": " + e.Message
}

// ErrorZH is Error in Chinese.
func (e *Error) ErrorZH() string {
	if e.Place == "" {
		return e.MessageZH
	}
	return e.Place + "：" + e.MessageZH
}

// refuse makes an Error from an English and a Chinese format, which take the
// same arguments.
func refuse(place, en, zh string, args ...any) error {
	return &Error{Place: place, Message: fmt.Sprintf(en, args...), MessageZH: fmt.Sprintf(zh, args...)}
}

// quote bounds and cleans what an author wrote.
func quote(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return strconv.Quote(text)
}
