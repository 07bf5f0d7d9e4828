package store

import (
	"slices"

	"github.com/google/uuid"
)

// Tag is a name and a value that a resource carries: a key, a hosted data key or
// a white-box key. A resource has a name at most once.
type Tag struct{ Key, Value string }

// Tags returns the tags of a resource, by name. One without tags, or an unknown
// one, gives none.
func (tx *Tx) Tags(id uuid.UUID) ([]Tag, error) {
	tags, err := tx.TagsOf([]uuid.UUID{id})
	return tags[id], err
}

// TagsOf returns the tags of many resources, by name. Those without tags are
// absent.
func (tx *Tx) TagsOf(ids []uuid.UUID) (map[uuid.UUID][]Tag, error) {
	type row struct {
		id  uuid.UUID
		tag Tag
	}
	scan := func(s scanner) (r row, err error) { return r, s.Scan(&r.id, &r.tag.Key, &r.tag.Value) }
	tags := make(map[uuid.UUID][]Tag)
	for chunk := range slices.Chunk(ids, chunkSize) {
		rows, err := all(tx, scan, "SELECT resource_id, name, value FROM tags WHERE resource_id IN ("+
			placeholders(1, len(chunk))+") ORDER BY resource_id, name", anySlice(chunk)...)
		if err != nil {
			return nil, wrap(err, "tags of %d resources", len(ids))
		}
		for _, r := range rows {
			tags[r.id] = append(tags[r.id], r.tag)
		}
	}
	return tags, nil
}

// SetTags replaces the tags of a resource.
func (tx *Tx) SetTags(id uuid.UUID, tags []Tag) error {
	_, err := tx.exec("DELETE FROM tags WHERE resource_id = $1", id)
	if err == nil {
		err = tx.insertTags(id, tags)
	}
	return wrap(err, "set tags of %s", id)
}

func (tx *Tx) insertTags(id uuid.UUID, tags []Tag) error {
	for _, t := range tags {
		if err := tx.insert("tags", "resource_id, name, value", id, t.Key, t.Value); err != nil {
			return err
		}
	}
	return nil
}
