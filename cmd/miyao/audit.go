package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"miyao/internal/audit"
	"miyao/internal/node"
)

const auditVerifyLong = `Reads the whole audit log of a data directory and checks every hash, every
signed checkpoint and that nothing is missing between them. The log may be in
use by a server.

The exit code is 5 if something was cut, changed, inserted or reordered; the
message names the first bad place.

The checkpoints are signed with a key whose public half is audit/checkpoint.pub.
Who can write the data directory could replace both, so keep a copy of that
file elsewhere and name it with --trust.`

func newAuditCommand() *cobra.Command {
	group := &cobra.Command{Use: "audit", Short: "Search, check and prove the audit log"}
	group.AddCommand(newAuditSearch(), newAuditUsage(), newAuditVerify(), newAuditIndex())
	return group
}

// auditFailure is an error of reading the audit log; one that was changed has an
// exit code of its own.
func auditFailure(err error) error {
	if _, corrupt := errors.AsType[*audit.CorruptError](err); corrupt {
		return fail(exitVerify, "%w", err).withHint("\"miyao audit verify\" names the first place that is not as it was written")
	}
	return local(err)
}

func newAuditVerify() *cobra.Command {
	var dataDir, trust string
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that the audit log was not changed", Long: auditVerifyLong, Args: takes(),
		Example: "  miyao audit verify\n  miyao audit verify --data-dir /srv/miyao --trust checkpoint.pub",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd.Flags(), "data-dir"); err != nil {
				return err
			}
			trusted, err := readTrusted(trust)
			if err != nil {
				return err
			}
			report, err := audit.Verify(filepath.Join(dataDir, node.AuditDir), trusted)
			if err != nil {
				return auditFailure(err)
			}
			return emit(cmd, report, func(w io.Writer) error { return showReport(w, &report) })
		},
	}
	bindDataDir(cmd, &dataDir)
	cmd.Flags().StringVar(&trust, "trust", "", "PEM `file` with the public key of the checkpoints, kept elsewhere")
	return cmd
}

// readTrusted reads an Ed25519 public key; none means that of the log itself.
func readTrusted(path string) (ed25519.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, localf("read the trusted key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, localf("%s is not PEM", path)
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(ed25519.PublicKey)
	if err != nil || !ok {
		return nil, localf("%s does not hold an Ed25519 public key", path)
	}
	return key, nil
}

func showReport(w io.Writer, r *audit.Report) error {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return ", " + t.Local().Format("2006-01-02 15:04:05 -07:00")
	}
	unresolved := ""
	if r.Unresolved > 0 {
		unresolved = strconv.Itoa(r.Unresolved) + " (request " + strings.Join(r.UnresolvedIDs, ", ") + ")"
	}
	return pairs(w,
		pair{"Result", "the audit log is whole"},
		pair{"Entries", strconv.FormatUint(r.Entries, 10)},
		pair{"Segments", strconv.Itoa(r.Segments)},
		pair{"First", strconv.FormatUint(r.First, 10) + at(r.FirstAt)},
		pair{"Last", strconv.FormatUint(r.Last, 10) + at(r.LastAt)},
		pair{"Last hash", r.Hash.String()},
		pair{"Checkpoints", strconv.Itoa(r.Checkpoints) + ", the last one at entry " + strconv.FormatUint(r.LastCheckpoint.Seq, 10)},
		pair{"Changes without a recorded result", unresolved},
	)
}
