package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
)

func newKeyCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Create, list and change keys",
		Long: `Creates, lists and changes keys.

A key is made Enabled. A Disabled key neither encrypts nor decrypts until it is
enabled again. A Disabled key can be scheduled for deletion: 7 to 30 days later
it is destroyed, and nothing that it encrypted can be decrypted any more.

KEY is the id of a key or its alias. What looks like an id is taken as one.`,
		Example: `  miyao key create app --description "configuration of the app" --tag team=billing
  miyao key list
  miyao key show app`,
	}
	cmd.AddCommand(newKeyCreate(s), newKeyList(s), newKeyShow(s), newKeyEnable(s), newKeyDisable(s),
		newKeyDelete(s), newKeyCancelDelete(s), newKeyRename(s), newKeyDescribe(s), newKeyRotate(s), newKeyImport(s))
	return cmd
}

func newKeyCreate(s *session) *cobra.Command {
	var req api.CreateKeyRequest
	var tags []string
	cmd := &cobra.Command{
		Use:   "create ALIAS",
		Short: "Make a key and print its id",
		Long: `Makes a key and prints its id.

ALIAS names the key: 1 to 60 letters, digits, - or _, unique in the account and
region. The material of an EXTERNAL key comes from you: such a key waits in the
state PendingImport for "miyao key import".`,
		Example: `  miyao key create app
  miyao key create app-sm --spec SM4 --tag team=billing --tag env=prod
  id=$(miyao key create app)`,
		Args: takes("ALIAS"),
	}
	flags := cmd.Flags()
	flags.StringVar(&req.Description, "description", "", "`text` of up to 1024 bytes")
	flags.StringVar(&req.KeyUsage, "usage", "", "`usage` of the key (default ENCRYPT_DECRYPT; \"miyao call ListAlgorithms\"\nlists all)")
	spec := addChoice(cmd, flags, "spec", "", "algorithm (default: the standard of the region)", "AES_256", "SM4")
	origin := addChoice(cmd, flags, "origin", "", "where the material comes from (default TENCENT_KMS:\nmiyao makes it)", "TENCENT_KMS", "EXTERNAL")
	flags.StringArrayVar(&tags, "tag", nil, "tag `NAME=VALUE`; can be repeated")
	complete(cmd, "usage", completeUsage)
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		req.Alias, req.KeySpec = args[0], spec.value
		if origin.value == "EXTERNAL" {
			external := uint64(2)
			req.Type = &external
		}
		if req.Tags, err = parseTags(tags); err != nil {
			return err
		}
		return createKey(cmd, s, &req)
	}
	return cmd
}

func createKey(cmd *cobra.Command, s *session, req *api.CreateKeyRequest) error {
	resp, err := call(cmd, s, api.CreateKey, req)
	if err != nil {
		return err
	}
	if resp.TagCode != 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "miyao: the key was made, but its tags were not saved: %s\n", printable(resp.TagMsg))
	}
	if resp.KeyState == "PendingImport" {
		fmt.Fprintf(cmd.ErrOrStderr(), "the key waits for its material: miyao key import %s --material FILE\n", printable(resp.Alias))
	}
	return emit(cmd, resp, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, printable(resp.KeyId))
		return err
	})
}

// parseTags reads NAME=VALUE.
func parseTags(texts []string) ([]api.Tag, error) {
	var tags []api.Tag
	for _, text := range texts {
		name, value, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, usagef("--tag %s: it must be NAME=VALUE", text)
		}
		tags = append(tags, api.Tag{TagKey: name, TagValue: value})
	}
	return tags, nil
}

func newKeyShow(s *session) *cobra.Command {
	return &cobra.Command{
		Use:               "show KEY",
		Short:             "Show the attributes of a key",
		Long:              "Shows the attributes of a key, in whatever state it is. Material is never shown.",
		Example:           "  miyao key show app\n  miyao key show app --output json",
		Args:              takes("KEY"),
		ValidArgsFunction: s.completeFirstKey,
		RunE: onKey(s, api.DescribeKey, func(id string, _ []string) *api.DescribeKeyRequest {
			return &api.DescribeKeyRequest{KeyId: id}
		}, func(w io.Writer, resp *api.DescribeKeyResponse) error { return showKey(w, &resp.KeyMetadata) }),
	}
}

func showKey(w io.Writer, key *api.KeyMetadata) error {
	rotation := "off"
	if key.KeyRotationEnabled {
		rotation = fmt.Sprintf("every %d days, next %s", key.RotateDays, when(key.NextRotateTime))
	}
	validTo := ""
	if key.Origin == "EXTERNAL" && key.ValidTo != 0 {
		validTo = when(key.ValidTo)
	}
	return pairs(w,
		pair{"Key id", key.KeyId},
		pair{"Alias", key.Alias},
		pair{"State", key.KeyState},
		pair{"Deletion", when(key.DeletionDate)},
		pair{"Usage", key.KeyUsage},
		pair{"Standard", standards[key.Type]},
		pair{"Origin", key.Origin},
		pair{"Material until", validTo},
		pair{"Description", key.Description},
		pair{"Created", when(key.CreateTime)},
		pair{"Rotation", rotation},
		pair{"Last rotated", when(key.LastRotateTime)},
		pair{"Owner", key.Owner},
		pair{"Creator", strconv.FormatUint(key.CreatorUin, 10)},
		pair{"Resource", key.ResourceId})
}

// standards names the values of KeyMetadata.Type.
var standards = map[int64]string{2: "international (AES)", 4: "SM (national standard)"}

func newKeyRename(s *session) *cobra.Command {
	return &cobra.Command{
		Use:               "rename KEY ALIAS",
		Short:             "Give a key another alias",
		Long:              "Gives a key another alias. Ciphertexts carry the id of the key, so they stay decryptable.",
		Example:           "  miyao key rename app app-2024",
		Args:              takes("KEY", "ALIAS"),
		ValidArgsFunction: s.completeFirstKey,
		RunE: onKey(s, api.UpdateAlias, func(id string, args []string) *api.UpdateAliasRequest {
			return &api.UpdateAliasRequest{KeyId: id, Alias: args[1]}
		}, quietly),
	}
}

func newKeyDescribe(s *session) *cobra.Command {
	return &cobra.Command{
		Use:               "describe KEY TEXT",
		Short:             "Change the description of a key",
		Long:              "Changes the description of a key to TEXT, up to 1024 bytes.",
		Example:           "  miyao key describe app \"configuration of the app\"",
		Args:              takes("KEY", "TEXT"),
		ValidArgsFunction: s.completeFirstKey,
		RunE: onKey(s, api.UpdateKeyDescription, func(id string, args []string) *api.UpdateKeyDescriptionRequest {
			return &api.UpdateKeyDescriptionRequest{KeyId: id, Description: args[1]}
		}, quietly),
	}
}

// onKey is the body of a command whose first argument is KEY: it sends one
// action on that key and shows the response.
func onKey[Req, Resp any](s *session, action api.Action[Req, Resp], request func(id string, args []string) *Req,
	show func(io.Writer, *Resp) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		id, err := s.keyID(cmd, args[0])
		if err != nil {
			return err
		}
		resp, err := call(cmd, s, action, request(id, args))
		if err != nil {
			return err
		}
		return emit(cmd, resp, func(w io.Writer) error { return show(w, resp) })
	}
}

// quietly shows a response that says nothing but that it was done: as text,
// nothing.
func quietly[Resp any](io.Writer, *Resp) error { return nil }
