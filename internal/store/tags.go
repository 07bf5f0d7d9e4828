package store

import (
	"slices"

	"github.com/google/uuid"
)

// Tag is a name and a value that a key carries. A key has a name at most once.
type Tag struct{ Key, Value string }

// Tags returns the tags of a key, by name. A key without tags, or an unknown
// one, gives none.
func (tx *Tx) Tags(id uuid.UUID) ([]Tag, error) {
	tags, err := tx.TagsOf([]uuid.UUID{id})
	return tags[id], err
}

// TagsOf returns the tags of many keys, by name. Keys without tags are absent.
func (tx *Tx) TagsOf(ids []uuid.UUID) (map[uuid.UUID][]Tag, error) {
	type row struct {
		id  uuid.UUID
		tag Tag
	}
	scan := func(s scanner) (r row, err error) { return r, s.Scan(&r.id, &r.tag.Key, &r.tag.Value) }
	tags := make(map[uuid.UUID][]Tag)
	for chunk := range slices.Chunk(ids, chunkSize) {
		rows, err := all(tx, scan, "SELECT key_id, name, value FROM key_tags WHERE key_id IN ("+
			placeholders(1, len(chunk))+") ORDER BY key_id, name", anySlice(chunk)...)
		if err != nil {
			return nil, wrap(err, "tags of %d keys", len(ids))
		}
		for _, r := range rows {
			tags[r.id] = append(tags[r.id], r.tag)
		}
	}
	return tags, nil
}

// SetTags replaces the tags of a key.
func (tx *Tx) SetTags(id uuid.UUID, tags []Tag) error {
	_, err := tx.exec("DELETE FROM key_tags WHERE key_id = $1", id)
	if err == nil {
		err = tx.insertTags(id, tags)
	}
	return wrap(err, "set tags of key %s", id)
}

func (tx *Tx) insertTags(id uuid.UUID, tags []Tag) error {
	for _, t := range tags {
		if err := tx.insert("key_tags", "key_id, name, value", id, t.Key, t.Value); err != nil {
			return err
		}
	}
	return nil
}
