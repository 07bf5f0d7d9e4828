package identity

import (
	"context"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"miyao/internal/store"
)

// LastUsedInterval is how often the uses of credentials are written.
const LastUsedInterval = time.Minute

// use is when a credential was last used. It outlives changes of the credential.
type use struct {
	at      atomic.Int64 // Unix seconds, 0: not since the start
	written atomic.Int64 // what stands in the store of it
}

// note notes that a signature was made with the credential, if it was. That is
// one write in memory, at most once a second.
func (c *Credential) note(err error) error {
	if err == nil && c.used != nil {
		if now := c.Caller.directory.now().Unix(); c.used.at.Load() < now {
			c.used.at.Store(now)
		}
	}
	return err
}

// LastUsed returns when a credential was last used, in Unix seconds; 0 is
// never. It is exact, whatever has been written.
func (d *Directory) LastUsed(row store.Credential) int64 {
	if found, ok := d.credentials.Load(row.SecretID); ok {
		return max(row.LastUsed, found.(*Credential).used.at.Load())
	}
	return row.LastUsed
}

// KeepLastUsed writes when credentials were used, at every tick and once more
// when ctx ends. A credential costs a write at a tick only if it was used since
// the last one. Uses that could not be written are tried again.
func (d *Directory) KeepLastUsed(ctx context.Context, tick <-chan time.Time, log *slog.Logger) {
	for more := true; more; {
		select {
		case <-tick:
		case <-ctx.Done():
			more = false
		}
		if err := d.writeLastUsed(context.WithoutCancel(ctx)); err != nil {
			log.Warn("when credentials were last used could not be written; it will be tried again", "error", err)
		}
	}
}

// unwritten is a use that has to be written.
type unwritten struct {
	secretID string
	used     *use
	at       int64
}

// usesInOne bounds how long other changes wait for one transaction.
const usesInOne = 500

func (d *Directory) writeLastUsed(ctx context.Context) error {
	var news []unwritten
	d.credentials.Range(func(id, found any) bool {
		used := found.(*Credential).used
		if at := used.at.Load(); at > used.written.Load() {
			news = append(news, unwritten{id.(string), used, at})
		}
		return true
	})
	for some := range slices.Chunk(news, usesInOne) {
		err := d.db.Update(ctx, func(tx *store.Tx) error {
			for _, u := range some {
				if err := tx.SetLastUsed(u.secretID, u.at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, u := range some {
			u.used.written.Store(u.at)
		}
	}
	return nil
}
