package main

import (
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"miyao/api"
	"miyao/internal/alg"
)

// keyStates are the states in the order of ListKeyDetail's numbers, from 1.
var keyStates = []string{"Enabled", "Disabled", "PendingDelete", "PendingImport", "Archived"}

// keyFilter is what the flags of "key list" select.
type keyFilter struct {
	state, origin, order *choice
	usage, search        string
	tags                 []string
	offset, limit        uint64
}

func newKeyList(s *session) *cobra.Command {
	var f keyFilter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List keys",
		Long: `Lists the keys of the account and region, newest first. Filters narrow each other;
several --tag of one name accept any of their values.`,
		Example: `  miyao key list
  miyao key list --state disabled --search app
  miyao key list --tag team=billing --tag team=sales --output json
  miyao key list --offset 20 --limit 10`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return listKeys(cmd, s, &f)
		},
	}
	flags := cmd.Flags()
	f.state = addChoice(cmd, flags, "state", "", "only keys in this `state`: "+strings.Join(keyStates, ", "), keyStates...)
	f.origin = addChoice(cmd, flags, "origin", "ALL", "only keys of this `origin`: TENCENT_KMS, EXTERNAL or ALL", "TENCENT_KMS", "EXTERNAL", "ALL")
	f.order = addChoice(cmd, flags, "order", "newest", "which key comes first", "newest", "oldest")
	flags.StringVar(&f.usage, "usage", "ALL", "only keys of this `usage`")
	flags.StringVar(&f.search, "search", "", "only keys with this `text` in their id or alias")
	flags.StringArrayVar(&f.tags, "tag", nil, "only keys with this tag, `NAME=VALUE` or NAME; can be repeated")
	flags.Uint64Var(&f.offset, "offset", 0, "leave out the first `N` keys")
	flags.Uint64Var(&f.limit, "limit", 0, "list at most `N` keys (default all)")
	complete(cmd, "usage", completeUsage)
	return cmd
}

// request is the wire form of the filter.
func (f *keyFilter) request() (api.ListKeyDetailRequest, error) {
	req := api.ListKeyDetailRequest{
		SearchKeyAlias: f.search,
		Origin:         f.origin.value,
		KeyUsage:       f.usage,
		Offset:         &f.offset,
	}
	if i := slices.Index(keyStates, f.state.value); i >= 0 {
		number := uint64(i + 1)
		req.KeyState = &number
	}
	if f.order.value == "oldest" {
		oldestFirst := uint64(1)
		req.OrderType = &oldestFirst
	}
	var err error
	req.TagFilters, err = parseTagFilters(f.tags)
	return req, err
}

// parseTagFilters reads NAME=VALUE and NAME; values of one name go together.
func parseTagFilters(texts []string) ([]api.TagFilter, error) {
	var filters []api.TagFilter
	for _, text := range texts {
		name, value, hasValue := strings.Cut(text, "=")
		if name == "" {
			return nil, usagef("--tag %s: it must be NAME=VALUE or NAME", text)
		}
		i := slices.IndexFunc(filters, func(f api.TagFilter) bool { return f.TagKey == name })
		if i < 0 {
			i = len(filters)
			filters = append(filters, api.TagFilter{TagKey: name})
		}
		if hasValue {
			filters[i].TagValue = append(filters[i].TagValue, value)
		}
	}
	return filters, nil
}

func listKeys(cmd *cobra.Command, s *session, f *keyFilter) error {
	req, err := f.request()
	if err != nil {
		return err
	}
	all := &api.ListKeyDetailResponse{KeyMetadatas: []api.KeyMetadata{}}
	for page, err := range s.pages(cmd, req, f.limit) {
		if err != nil {
			return err
		}
		all.KeyMetadatas = append(all.KeyMetadatas, page.KeyMetadatas...)
		all.TotalCount, all.RequestId = page.TotalCount, page.RequestId
	}
	if len(all.KeyMetadatas) == 0 && !wantsJSON(cmd) {
		fmt.Fprintln(cmd.ErrOrStderr(), "no keys; \"miyao key create ALIAS\" makes one")
		return nil
	}
	return emit(cmd, all, func(w io.Writer) error { return listTable(w, all.KeyMetadatas) })
}

func listTable(w io.Writer, keys []api.KeyMetadata) error {
	var rows [][]string
	for _, key := range keys {
		state := key.KeyState
		if key.DeletionDate != 0 {
			state += " " + time.Unix(int64(key.DeletionDate), 0).Format(time.DateOnly)
		}
		rows = append(rows, []string{key.KeyId, key.Alias, state, key.KeyUsage, key.Origin, when(key.CreateTime)})
	}
	return table(w, []string{"KEY ID", "ALIAS", "STATE", "USAGE", "ORIGIN", "CREATED"}, rows)
}

// maxPage is the largest Limit of ListKeyDetail.
const maxPage = 200

// pages gives the pages of a listing from req.Offset on, together at most
// limit keys, or all for 0. It ends after an error.
func (s *session) pages(cmd *cobra.Command, req api.ListKeyDetailRequest, limit uint64) iter.Seq2[*api.ListKeyDetailResponse, error] {
	return func(yield func(*api.ListKeyDetailResponse, error) bool) {
		var offset, seen uint64
		if req.Offset != nil {
			offset = *req.Offset
		}
		for {
			at, size := offset+seen, uint64(maxPage)
			if limit > 0 {
				size = min(size, limit-seen)
			}
			req.Offset, req.Limit = &at, &size
			page, err := call(cmd, s, api.ListKeyDetail, &req)
			if !yield(page, err) || err != nil {
				return
			}
			seen += uint64(len(page.KeyMetadatas))
			if len(page.KeyMetadatas) == 0 || offset+seen >= page.TotalCount || seen == limit {
				return
			}
		}
	}
}

var keyIDForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// keyID finds the id of the key that the user named by id or alias. Whether an
// id exists is left to the server.
func (s *session) keyID(cmd *cobra.Command, name string) (string, error) {
	if keyIDForm.MatchString(name) {
		return name, nil
	}
	if name == "" {
		return "", usagef("the id or alias of the key is empty")
	}
	req := api.ListKeyDetailRequest{SearchKeyAlias: name, KeyUsage: "ALL"}
	for page, err := range s.pages(cmd, req, 0) {
		if err != nil {
			return "", err
		}
		for _, key := range page.KeyMetadatas {
			if key.Alias == name {
				return key.KeyId, nil
			}
		}
	}
	return "", fail(exitCall, "no key has the alias %q", name).withHint("%s", hints[api.CmkNotFound])
}

// keyIDs finds the ids of several keys.
func (s *session) keyIDs(cmd *cobra.Command, names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		id, err := s.keyID(cmd, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// completeKeys offers the aliases of the server's keys; without a server,
// nothing.
func (s *session) completeKeys(cmd *cobra.Command, used []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s.timeout = min(s.timeout, 2*time.Second)
	var names []cobra.Completion
	req := api.ListKeyDetailRequest{SearchKeyAlias: prefix, KeyUsage: "ALL"}
	for page, err := range s.pages(cmd, req, maxPage) {
		if err != nil {
			break
		}
		for _, key := range page.KeyMetadatas {
			if strings.HasPrefix(key.Alias, prefix) && !slices.Contains(used, key.Alias) {
				names = append(names, cobra.CompletionWithDesc(key.Alias, key.KeyState+" "+key.KeyId))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeFirstKey is completeKeys for commands whose first argument only is
// a key.
func (s *session) completeFirstKey(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return s.completeKeys(cmd, args, prefix)
}

// completeUsage offers the usages that keys can have.
func completeUsage(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var usages []cobra.Completion
	for _, row := range alg.Table() {
		if !slices.Contains(usages, row.Usage) {
			usages = append(usages, row.Usage)
		}
	}
	return usages, cobra.ShellCompDirectiveNoFileComp
}
