package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"

	"miyao/internal/audit"
	"miyao/internal/store"
)

// auditHeadSetting names the last checkpoint that the audit log had when this data
// directory was opened or closed last, as a line of its file. Files that are gone
// cannot tell that they are: an empty directory would become a new log, whole in
// itself, and so would one that was cut back to an earlier checkpoint.
const auditHeadSetting = "audit-head"

// recognise holds the audit log against the checkpoint that the store knows. Another
// log is used all the same, for what is gone does not come back by refusing; that it
// is another one stands in it and in the server's log.
func (n *Node) recognise(ctx context.Context, log *slog.Logger) error {
	known, err := n.knownHead(ctx)
	if err != nil {
		return fmt.Errorf("read which audit log there was: %w", err)
	}
	if reason := lost(known, n.Audit.Signed()); reason != "" {
		log.Error("audit log: "+reason, "log", known.Log, "entry", known.Seq, "signed", known.Time)
		err := n.Audit.AppendSync(&audit.Entry{Phase: audit.PhaseSystem, Action: "ReplaceAuditLog", Message: reason,
			Detail: map[string]string{"log": known.Log.String(), "last": strconv.FormatUint(known.Seq, 10), "hash": known.Hash.String()}})
		if err != nil { // the next start says it again
			log.Error("audit log: that is not recorded", "error", err)
			return nil
		}
	}
	n.recognised = true
	if err := n.keepHead(ctx); err != nil {
		log.Warn("the store does not know how far the audit log goes", "error", err)
	}
	return nil
}

// lost says what is missing in a log with this last checkpoint; empty: nothing is
// known to be.
func lost(known, signed audit.Checkpoint) string {
	switch {
	case known.Number == 0: // the first start, or the first with this setting
		return ""
	case known.Log != signed.Log:
		return "the audit log that was here is gone; this is another one"
	case known.Seq > signed.Seq, known.Seq == signed.Seq && known.Hash != signed.Hash:
		return "the audit log was put back to an earlier time; entries that were signed are gone"
	}
	return ""
}

// knownHead is the zero checkpoint if the store has none.
func (n *Node) knownHead(ctx context.Context) (known audit.Checkpoint, err error) {
	var line []byte
	err = n.Store.View(ctx, func(tx *store.Tx) error {
		line, err = tx.Setting(auditHeadSetting)
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return known, nil
	}
	if err != nil {
		return known, err
	}
	list, err := audit.ParseCheckpoints(line)
	if err != nil {
		return known, err
	}
	return list[0], nil
}

// keepHead lets the store know how far the audit log is signed.
func (n *Node) keepHead(ctx context.Context) error {
	signed := n.Audit.Signed()
	return n.Store.Update(ctx, func(tx *store.Tx) error { return tx.SetSetting(auditHeadSetting, signed.Line()) })
}
