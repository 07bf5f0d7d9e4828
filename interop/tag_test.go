package interop_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	sdkprofile "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	kms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms/v20190118"
	tag "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/tag/v20180813"
)

// tagger does with tags what the Terraform provider does for its keys: the
// same calls, fields and names.
type tagger struct {
	*testing.T
	kms    *kms.Client
	tag    *tag.Client
	region string
}

func newTagger(t *testing.T, p profile, cp *sdkprofile.ClientProfile) *tagger {
	t.Helper()
	credential := common.NewCredential(p.SecretID, p.SecretKey)
	keys, err := kms.NewClient(credential, p.Region, cp)
	if err != nil {
		t.Fatal(err)
	}
	tags, err := tag.NewClient(credential, p.Region, cp)
	if err != nil {
		t.Fatal(err)
	}
	return &tagger{t, keys, tags, p.Region}
}

// createKey makes a key and returns its id and resource id.
func (s *tagger) createKey(alias string) (key, resource string) {
	s.Helper()
	request := kms.NewCreateKeyRequest()
	request.Alias = &alias
	created, err := s.kms.CreateKey(request)
	if err != nil {
		s.Fatal(err)
	}
	return *created.Response.KeyId, *s.describe(*created.Response.KeyId).ResourceId
}

func (s *tagger) describe(key string) *kms.KeyMetadata {
	s.Helper()
	request := kms.NewDescribeKeyRequest()
	request.KeyId = &key
	described, err := s.kms.DescribeKey(request)
	if err != nil {
		s.Fatal(err)
	}
	return described.Response.KeyMetadata
}

func (s *tagger) modify(resource string, set map[string]string, remove ...string) error {
	request := tag.NewModifyResourceTagsRequest()
	request.Resource = common.StringPtr("qcs::kms:" + s.region + ":uin/:key/" + resource)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		request.ReplaceTags = append(request.ReplaceTags, &tag.Tag{TagKey: &name, TagValue: common.StringPtr(set[name])})
	}
	for _, name := range remove {
		request.DeleteTags = append(request.DeleteTags, &tag.TagKeyObject{TagKey: &name})
	}
	_, err := s.tag.ModifyResourceTags(request)
	return err
}

// tags reads page by page until one is not full.
func (s *tagger) tags(resource string) map[string]string {
	s.Helper()
	const full = 20
	found := map[string]string{}
	for offset, count := uint64(0), full; count == full; offset += full {
		request := tag.NewDescribeResourceTagsByResourceIdsRequest()
		request.ServiceType, request.ResourcePrefix = common.StringPtr("kms"), common.StringPtr("key")
		request.ResourceIds, request.ResourceRegion = []*string{&resource}, &s.region
		request.Offset, request.Limit = &offset, common.Uint64Ptr(full)
		answer, err := s.tag.DescribeResourceTagsByResourceIds(request)
		if err != nil {
			s.Fatal(err)
		}
		count = len(answer.Response.Tags)
		for _, t := range answer.Response.Tags {
			if *t.ResourceId != resource {
				s.Errorf("asked for %s, got a tag of %s", resource, *t.ResourceId)
			}
			found[*t.TagKey] = *t.TagValue
		}
	}
	return found
}

func (s *tagger) want(resource string, want map[string]string) {
	s.Helper()
	if got := s.tags(resource); !maps.Equal(got, want) {
		s.Errorf("tags %v, want %v", got, want)
	}
}

// TestGoSDKTags uses the clients of both products side by side, with nothing but
// the endpoint changed, in every way that they sign and send.
func TestGoSDKTags(t *testing.T) {
	t.Parallel()
	for i, p := range profiles(startServer(t)) {
		t.Run(p.name(), func(t *testing.T) {
			s := newTagger(t, p, clientProfile(p))
			_, resource := s.createKey(fmt.Sprint("tags-", i))
			s.want(resource, nil)
			tags := map[string]string{"团队": strings.ReplaceAll(awkward, "&", ""), "empty": ""}
			for i := range 40 {
				tags[fmt.Sprint("n", i)] = fmt.Sprint(i)
			}
			if err := s.modify(resource, tags); err != nil {
				t.Fatal(err)
			}
			s.want(resource, tags)
			if err := s.modify(resource, map[string]string{"n0": "zero"}, "n1", "n2"); err != nil {
				t.Fatal(err)
			}
			tags["n0"] = "zero"
			delete(tags, "n1")
			delete(tags, "n2")
			s.want(resource, tags)

			err := s.modify(resource, map[string]string{"n3": "x"}, "n3")
			var refused *sdkerrors.TencentCloudSDKError
			if !errors.As(err, &refused) || refused.Code != tag.INVALIDPARAMETERVALUE_DELETETAGSPARAMERROR || !uuid.MatchString(refused.RequestId) {
				t.Errorf("setting and removing a tag at once: %v", err)
			}
			err = s.modify(noSuchKey, map[string]string{"a": "b"})
			if !errors.As(err, &refused) || refused.Code != tag.INVALIDPARAMETERVALUE_RESOURCEDESCRIPTIONERROR {
				t.Errorf("a tag of an unknown key: %v", err)
			}
			s.want(noSuchKey, nil)
			s.want(resource, tags)
		})
	}
}
