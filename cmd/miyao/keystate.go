package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"miyao/api"
)

func newKeyEnable(s *session) *cobra.Command {
	return &cobra.Command{
		Use:               "enable KEY...",
		Short:             "Put disabled keys into use again",
		Long:              "Puts Disabled and Archived keys into use again. Several keys change together, or none\nof them.",
		Example:           "  miyao key enable app\n  miyao key enable app app-sm",
		Args:              takesSome("KEY"),
		ValidArgsFunction: s.completeKeys,
		RunE: func(cmd *cobra.Command, args []string) error {
			return switchKeys(cmd, s, args, "Enabled",
				func(id string) (any, error) {
					return call(cmd, s, api.EnableKey, &api.EnableKeyRequest{KeyId: id})
				},
				func(ids []string) (any, error) {
					return call(cmd, s, api.EnableKeys, &api.EnableKeysRequest{KeyIds: ids})
				})
		},
	}
}

func newKeyDisable(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "disable KEY...",
		Short: "Take keys out of use",
		Long: `Takes keys out of use: a Disabled key neither encrypts nor decrypts until it is
enabled again. Several keys change together, or none of them. One that waits for
its material goes on waiting, and is Enabled when it has that.`,
		Example:           "  miyao key disable app\n  miyao key disable app app-sm",
		Args:              takesSome("KEY"),
		ValidArgsFunction: s.completeKeys,
		RunE: func(cmd *cobra.Command, args []string) error {
			return switchKeys(cmd, s, args, "out of use",
				func(id string) (any, error) {
					return call(cmd, s, api.DisableKey, &api.DisableKeyRequest{KeyId: id})
				},
				func(ids []string) (any, error) {
					return call(cmd, s, api.DisableKeys, &api.DisableKeysRequest{KeyIds: ids})
				})
		},
	}
}

// switchKeys brings keys where outcome says: one key with the action for one,
// several with the action that changes all or none.
func switchKeys(cmd *cobra.Command, s *session, args []string, outcome string,
	one func(id string) (any, error), several func(ids []string) (any, error)) error {
	ids, err := s.keyIDs(cmd, args)
	if err != nil {
		return err
	}
	var resp any
	if len(ids) == 1 {
		resp, err = one(ids[0])
	} else {
		resp, err = several(ids)
	}
	if err != nil {
		return err
	}
	return emitOutcome(cmd, resp, ids, outcome)
}

// emitOutcome prints a response that has only a request id, as text one line
// "ID OUTCOME" for each key.
func emitOutcome(cmd *cobra.Command, response any, ids []string, outcome string) error {
	return emit(cmd, response, func(w io.Writer) error {
		for _, id := range ids {
			if _, err := fmt.Fprintln(w, printable(id), outcome); err != nil {
				return err
			}
		}
		return nil
	})
}

const keyDeleteLong = `Schedules the deletion of a key, which must be Disabled or Archived first. Until
the date the deletion can be cancelled. Then the material is destroyed: what the
key has encrypted can never be decrypted again.

First it shows, on standard error, when the key was used last, by whom and how
often, if you may see that (cloudaudit:DescribeKeyUsage). At a terminal it then
asks, unless there is --yes; elsewhere it does not ask.`

func newKeyDelete(s *session) *cobra.Command {
	var days uint64
	var yes bool
	cmd := &cobra.Command{
		Use:   "delete KEY",
		Short: "Schedule the deletion of a disabled key",
		Long:  keyDeleteLong,
		Example: `  miyao key disable app
  miyao key delete app --days 7
  miyao key cancel-delete app`,
		Args:              takes("KEY"),
		ValidArgsFunction: s.completeFirstKey,
	}
	cmd.Flags().Uint64Var(&days, "days", 30, "`days` until the key is destroyed, 7 to 30")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	complete(cmd, "days", cobra.NoFileCompletions)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if days < 7 || days > 30 {
			return usagef("--days %d: it must be 7 to 30", days)
		}
		id, err := s.keyID(cmd, args[0])
		if err != nil {
			return err
		}
		if err := showUsageBefore(cmd, s, id); err != nil {
			return err
		}
		question := fmt.Sprintf("Destroy key %s in %d days?", printable(args[0]), days)
		if err := confirm(cmd, yes, question); err != nil {
			return err
		}
		return deleteKey(cmd, s, args[0], id, days)
	}
	return cmd
}

func deleteKey(cmd *cobra.Command, s *session, key, id string, days uint64) error {
	resp, err := call(cmd, s, api.ScheduleKeyDeletion,
		&api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: days})
	if refusal, ok := errors.AsType[*api.Error](err); ok && refusal.Code == api.CmkShouldBeDisabled {
		return classify(err, true).withHint("disable the key first, then delete it:\n"+
			"miyao key disable %[1]s && miyao key delete %[1]s --days %[2]d", key, days)
	}
	if err != nil {
		return err
	}
	return emit(cmd, resp, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s PendingDelete, destroyed on %s\n", printable(resp.KeyId), when(resp.DeletionDate))
		return err
	})
}

func newKeyCancelDelete(s *session) *cobra.Command {
	return &cobra.Command{
		Use:               "cancel-delete KEY",
		Short:             "Take a key back from scheduled deletion",
		Long:              "Takes a key back from scheduled deletion. It is Disabled then (\"miyao key enable\" puts\nit into use), or waits for its material.",
		Example:           "  miyao key cancel-delete app\n  miyao key enable app",
		Args:              takes("KEY"),
		ValidArgsFunction: s.completeFirstKey,
		RunE: onKey(s, api.CancelKeyDeletion, func(id string, _ []string) *api.CancelKeyDeletionRequest {
			return &api.CancelKeyDeletionRequest{KeyId: id}
		}, func(w io.Writer, resp *api.CancelKeyDeletionResponse) error {
			_, err := fmt.Fprintf(w, "%s is taken back\n", printable(resp.KeyId))
			return err
		}),
	}
}
