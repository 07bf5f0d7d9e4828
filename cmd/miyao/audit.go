package main

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
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

What that proves depends on what you kept elsewhere:

  --trust FILE       the public key of the checkpoints ("miyao audit key"). Without
                     it the key beside the log is used, which who can write the
                     data directory could have replaced.
  --checkpoint FILE  checkpoints ("miyao audit checkpoint", a line each). Proves that
                     this log extends what was signed then: it was not cut back to
                     an earlier time, nor made anew.
  --archive DIR      the archive of --audit-archive, which is then checked together
                     with the log.

Where retention removed older segments, the log begins with a signed anchor.`

func newAuditCommand() *cobra.Command {
	group := &cobra.Command{Use: "audit", Short: "Search, check and prove the audit log"}
	group.AddCommand(newAuditSearch(), newAuditUsage(), newAuditVerify(), newAuditKey(), newAuditCheckpoint(), newAuditIndex())
	return group
}

// auditFailure is an error of reading the audit log; one that was changed has an
// exit code of its own.
func auditFailure(err error) error {
	if _, corrupt := errors.AsType[*audit.CorruptError](err); corrupt {
		return fail(exitVerify, "%w", err).withHint("\"miyao audit verify\" names the first place that is not as it was written")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return localf("%w", err).withHint("name the directory that the server has as --data-dir")
	}
	return local(err)
}

func newAuditVerify() *cobra.Command {
	var trust, archive, saved string
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that the audit log was not changed", Long: auditVerifyLong, Args: takes(),
		Example: "  miyao audit verify\n  miyao audit verify --data-dir /srv/miyao --trust checkpoint.pub --checkpoint checkpoints.txt",
	}
	flags := cmd.Flags()
	flags.StringVar(&trust, "trust", "", "PEM `file` with the public key of the checkpoints, kept elsewhere")
	flags.StringVar(&saved, "checkpoint", "", "`file` with checkpoints that were kept elsewhere, one a line")
	bindArchive(cmd, &archive)
	onLog(cmd, func(cmd *cobra.Command, dir string) error {
		trusted, err := readTrusted(trust)
		if err != nil {
			return err
		}
		evidence := audit.Evidence{Key: trusted, Archive: archive}
		if evidence.Saved, err = readSaved(saved); err != nil {
			return err
		}
		report, err := audit.Prove(dir, evidence)
		if err != nil {
			return auditFailure(err)
		}
		return emit(cmd, report, func(w io.Writer) error { return showReport(w, &report) })
	})
	return cmd
}

// onLog gives a command the flag of the data directory and a body that works on
// the audit log in it.
func onLog(cmd *cobra.Command, run func(cmd *cobra.Command, dir string) error) {
	var dataDir string
	bindDataDir(cmd, &dataDir)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := fromEnvironment(cmd.Flags(), "data-dir"); err != nil {
			return err
		}
		return run(cmd, filepath.Join(dataDir, node.AuditDir))
	}
}

func bindArchive(cmd *cobra.Command, archive *string) {
	cmd.Flags().StringVar(archive, "archive", "", "`directory` of what --audit-archive took out of the log")
	_ = cmd.MarkFlagDirname("archive")
}

// readSaved reads checkpoints that were kept elsewhere; no file means none.
func readSaved(path string) ([]audit.Checkpoint, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, localf("read the saved checkpoints: %w", err)
	}
	saved, err := audit.ParseCheckpoints(text)
	if err != nil {
		return nil, localf("%s: %w", path, err)
	}
	return saved, nil
}

func newAuditKey() *cobra.Command {
	cmd := &cobra.Command{
		Use: "key", Short: "Print the public key of the log's checkpoints", Args: takes(),
		Long: `Prints the public key that checkpoints of the audit log are signed with, in PEM.
Keep it on another machine, and name it there with "miyao audit verify --trust".
The private half is in the database, wrapped under the root key.`,
		Example: "  miyao audit key > checkpoint.pub",
	}
	onLog(cmd, func(cmd *cobra.Command, dir string) error {
		key, err := audit.PublicKey(dir)
		if err != nil {
			return auditFailure(err)
		}
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			return err
		}
		text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
		return emit(cmd, map[string]string{"PublicKey": string(text)}, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
	})
	return cmd
}

func newAuditCheckpoint() *cobra.Command {
	cmd := &cobra.Command{
		Use: "checkpoint", Short: "Print the newest signed checkpoint, to keep it elsewhere", Args: takes(),
		Long: `Prints the newest signed checkpoint of the audit log: one line that says which
hash the log had at which entry, and when. Keep it where who can write the data
directory cannot: "miyao audit verify --checkpoint" then proves that the log still
has all that it had. A server signs one a minute, if there are new entries, and when
it stops.`,
		Example: "  miyao audit checkpoint >> /mnt/elsewhere/checkpoints.txt",
	}
	onLog(cmd, func(cmd *cobra.Command, dir string) error {
		c, err := audit.LatestCheckpoint(dir)
		if err != nil {
			return auditFailure(err)
		}
		return emit(cmd, c, func(w io.Writer) error {
			_, err := w.Write(c.Line())
			return err
		})
	})
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
	segments, removed, unresolved := strconv.Itoa(r.Segments), "", ""
	if r.Archived > 0 {
		segments += fmt.Sprintf(", %d of them archived", r.Archived)
	}
	if r.Anchor != nil {
		removed = fmt.Sprintf("entries up to %d%s", r.Anchor.Seq, reportTime(r.Anchor.Time))
	}
	if r.Unresolved > 0 {
		unresolved = strconv.Itoa(r.Unresolved) + " (request " + strings.Join(r.UnresolvedIDs, ", ") + ")"
	}
	return pairs(w,
		pair{"Result", "the audit log is whole"},
		pair{"Entries", strconv.FormatUint(r.Entries, 10)},
		pair{"Segments", segments},
		pair{"Removed by retention", removed},
		pair{"First", strconv.FormatUint(r.First, 10) + reportTime(r.FirstAt)},
		pair{"Last", strconv.FormatUint(r.Last, 10) + reportTime(r.LastAt)},
		pair{"Last hash", r.Hash.String()},
		pair{"Checkpoints", strconv.Itoa(r.Checkpoints) + ", the last one at entry " + strconv.FormatUint(r.LastCheckpoint.Seq, 10) +
			reportTime(r.LastCheckpoint.Time)},
		pair{"Not signed", unsignedText(r)},
		pair{"Saved checkpoints", savedText(r)},
		pair{"Changes without a recorded result", unresolved},
	)
}

func reportTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", " + localTime(t)
}

// unsignedText tells of the entries after the last checkpoint. They are many only if
// checkpoints could not be written, or were taken away.
func unsignedText(r *audit.Report) string {
	if r.Last <= r.LastCheckpoint.Seq {
		return ""
	}
	return fmt.Sprintf("%d after the last checkpoint; who can write the files could have written them", r.Last-r.LastCheckpoint.Seq)
}

// savedText tells of the saved checkpoints, if there are any.
func savedText(r *audit.Report) string {
	if r.SavedProved+r.SavedBefore == 0 {
		return ""
	}
	text := fmt.Sprintf("the log extends %d of %d", r.SavedProved, r.SavedProved+r.SavedBefore)
	if r.SavedBefore > 0 {
		text += fmt.Sprintf("; %d are of entries that retention removed", r.SavedBefore)
	}
	return text
}
