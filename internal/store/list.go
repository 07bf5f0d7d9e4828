package store

import (
	"fmt"
	"slices"
	"strings"
)

// OwnerFilter selects keys by who made them.
type OwnerFilter uint8

// What OwnerFilter can say.
const (
	AnyOwner     OwnerFilter = iota
	UserOwned                // Owner is OwnerUser
	ProductOwned             // Owner is anything else
)

// KeyFilter says which keys [Tx.Keys] returns. Account and Region always
// apply; every other condition only when it is set; all must hold.
type KeyFilter struct {
	Account uint64
	Region  string
	States  []KeyState // any of these
	Usages  []string   // any of these
	Origin  string
	Owner   OwnerFilter
	Search  string // part of the id or of the alias, case-sensitive
	Tags    []TagFilter
	// Now, in Unix seconds, makes the keys those of this moment: without those whose
	// DeletionDate has come, and in PendingImport if ValidTo has.
	Now int64

	OldestFirst bool // by CreatedNano, then ID; else the reverse
	Offset      int
	Limit       int // 0 = only count
}

// TagFilter holds for a key that has tag Key with one of Values, or with any
// value if there are none.
type TagFilter struct {
	Key    string
	Values []string
}

// Keys returns the keys that pass f, from f.Offset and f.Limit at most, and the
// number of all that pass.
func (tx *Tx) Keys(f KeyFilter) ([]Key, int, error) {
	return list(tx, scanKey, "keys", keyColumns, filterQuery(tx.dialect, f), window{f.OldestFirst, f.Offset, f.Limit})
}

// window is the part of a list that is read.
type window struct {
	oldestFirst   bool // by created_nano, then id; else the reverse
	offset, limit int  // limit 0: none, only count
}

// list reads a window of the rows that pass q, and the number of all of them.
func list[T any](tx *Tx, scan func(scanner) (T, error), table, columns string, q *query, w window) ([]T, int, error) {
	total, err := tx.value("SELECT count(*) FROM "+table+" WHERE "+q.where(), q.args...)
	if err != nil {
		return nil, 0, wrap(err, "count %s", table)
	}
	if w.limit <= 0 || int64(w.offset) >= total {
		return nil, int(total), nil
	}
	order := " ORDER BY created_nano DESC, id DESC"
	if w.oldestFirst {
		order = " ORDER BY created_nano, id"
	}
	page := fmt.Sprintf(" LIMIT %s OFFSET %s", q.arg(w.limit), q.arg(w.offset))
	rows, err := all(tx, scan, "SELECT "+columns+" FROM "+table+" WHERE "+q.where()+order+page, q.args...)
	return rows, int(total), wrap(err, "list %s", table)
}

// query collects conditions and the values of their parameters.
type query struct {
	conditions []string
	args       []any
}

func filterQuery(d *dialect, f KeyFilter) *query {
	q := &query{}
	q.and("account = " + q.arg(f.Account))
	q.and("region = " + q.arg(f.Region))
	q.inStates(f.States, f.Now)
	q.notDue("keys", f.Now)
	if len(f.Usages) > 0 {
		q.and("key_usage IN " + args(q, f.Usages))
	}
	if f.Origin != "" {
		q.and("origin = " + q.arg(f.Origin))
	}
	q.owned(f.Owner)
	q.search(d, f.Search, "id", "alias")
	q.tagged(f.Tags)
	return q
}

// inStates adds the condition that a key is in one of states, if there are any, as
// it is at now. What is due is looked up apart, by its index: the date is not in that
// of lists, so that counting would have to read every row.
func (q *query) inStates(states []KeyState, now int64) {
	if len(states) == 0 {
		return
	}
	stored := "state IN " + args(q, states)
	if now == 0 {
		q.and(stored)
		return
	}
	expired := "(SELECT id FROM keys WHERE valid_to > 0 AND valid_to <= " + q.arg(now) + " AND state <> 3)"
	if slices.Contains(states, PendingImport) {
		q.and("(" + stored + " OR id IN " + expired + ")")
	} else {
		q.and(stored + " AND id NOT IN " + expired)
	}
}

// notDue adds the condition that the deletion date of a row has not come at now,
// looked up like in inStates.
func (q *query) notDue(table string, now int64) {
	if now != 0 {
		q.and("id NOT IN (SELECT id FROM " + table + " WHERE state = 3 AND deletion_date <= " + q.arg(now) + ")")
	}
}

// owned adds the condition of an owner filter.
func (q *query) owned(f OwnerFilter) {
	switch f {
	case UserOwned:
		q.and("owner = " + q.arg(OwnerUser))
	case ProductOwned:
		q.and("owner <> " + q.arg(OwnerUser))
	}
}

// search adds the condition that one of two columns holds text, if there is any.
func (q *query) search(d *dialect, text, column, other string) {
	if text != "" {
		p := q.arg(text)
		q.and("(" + d.contains(column, p) + " OR " + d.contains(other, p) + ")")
	}
}

// tagged adds the conditions of tag filters on the column id.
func (q *query) tagged(filters []TagFilter) {
	for _, t := range filters {
		tagged := "SELECT resource_id FROM tags WHERE name = " + q.arg(t.Key)
		if len(t.Values) > 0 {
			tagged += " AND value IN " + args(q, t.Values)
		}
		q.and("id IN (" + tagged + ")")
	}
}

func (q *query) and(condition string) { q.conditions = append(q.conditions, condition) }

func (q *query) where() string { return strings.Join(q.conditions, " AND ") }

// arg adds one parameter and returns its name.
func (q *query) arg(v any) string {
	q.args = append(q.args, v)
	return placeholders(len(q.args), 1)
}

// args adds a parameter for each of values and returns their list.
func args[T any](q *query, values []T) string {
	list := "(" + placeholders(len(q.args)+1, len(values)) + ")"
	q.args = append(q.args, anySlice(values)...)
	return list
}
