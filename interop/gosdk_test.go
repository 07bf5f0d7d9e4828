package interop_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	sdkhttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"
	sdkprofile "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	kms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms/v20190118"
)

// goCall makes a call: a request in JSON to an answer in JSON.
type goCall func(client *kms.Client, request string) (string, error)

// bind makes a goCall of one of the SDK's methods and its request type.
func bind[Q interface{ FromJsonString(string) error }, R interface{ ToJsonString() string }](
	blank func() Q, method func(*kms.Client, Q) (R, error),
) goCall {
	return func(client *kms.Client, request string) (string, error) {
		q := blank()
		if err := q.FromJsonString(request); err != nil {
			return "", err
		}
		r, err := method(client, q)
		if err != nil {
			return "", err
		}
		return r.ToJsonString(), nil
	}
}

var goCalls = map[string]goCall{
	"ArchiveKey":                          bind(kms.NewArchiveKeyRequest, (*kms.Client).ArchiveKey),
	"AsymmetricRsaDecrypt":                bind(kms.NewAsymmetricRsaDecryptRequest, (*kms.Client).AsymmetricRsaDecrypt),
	"AsymmetricSm2Decrypt":                bind(kms.NewAsymmetricSm2DecryptRequest, (*kms.Client).AsymmetricSm2Decrypt),
	"BindCloudResource":                   bind(kms.NewBindCloudResourceRequest, (*kms.Client).BindCloudResource),
	"CancelKeyArchive":                    bind(kms.NewCancelKeyArchiveRequest, (*kms.Client).CancelKeyArchive),
	"CancelKeyDeletion":                   bind(kms.NewCancelKeyDeletionRequest, (*kms.Client).CancelKeyDeletion),
	"CreateKey":                           bind(kms.NewCreateKeyRequest, (*kms.Client).CreateKey),
	"CreateWhiteBoxKey":                   bind(kms.NewCreateWhiteBoxKeyRequest, (*kms.Client).CreateWhiteBoxKey),
	"Decrypt":                             bind(kms.NewDecryptRequest, (*kms.Client).Decrypt),
	"DeleteImportedKeyMaterial":           bind(kms.NewDeleteImportedKeyMaterialRequest, (*kms.Client).DeleteImportedKeyMaterial),
	"DeleteWhiteBoxKey":                   bind(kms.NewDeleteWhiteBoxKeyRequest, (*kms.Client).DeleteWhiteBoxKey),
	"DescribeKey":                         bind(kms.NewDescribeKeyRequest, (*kms.Client).DescribeKey),
	"DescribeKeys":                        bind(kms.NewDescribeKeysRequest, (*kms.Client).DescribeKeys),
	"DescribeWhiteBoxDecryptKey":          bind(kms.NewDescribeWhiteBoxDecryptKeyRequest, (*kms.Client).DescribeWhiteBoxDecryptKey),
	"DescribeWhiteBoxDeviceFingerprints":  bind(kms.NewDescribeWhiteBoxDeviceFingerprintsRequest, (*kms.Client).DescribeWhiteBoxDeviceFingerprints),
	"DescribeWhiteBoxKey":                 bind(kms.NewDescribeWhiteBoxKeyRequest, (*kms.Client).DescribeWhiteBoxKey),
	"DescribeWhiteBoxKeyDetails":          bind(kms.NewDescribeWhiteBoxKeyDetailsRequest, (*kms.Client).DescribeWhiteBoxKeyDetails),
	"DescribeWhiteBoxServiceStatus":       bind(kms.NewDescribeWhiteBoxServiceStatusRequest, (*kms.Client).DescribeWhiteBoxServiceStatus),
	"DisableKey":                          bind(kms.NewDisableKeyRequest, (*kms.Client).DisableKey),
	"DisableKeyRotation":                  bind(kms.NewDisableKeyRotationRequest, (*kms.Client).DisableKeyRotation),
	"DisableKeys":                         bind(kms.NewDisableKeysRequest, (*kms.Client).DisableKeys),
	"DisableWhiteBoxKey":                  bind(kms.NewDisableWhiteBoxKeyRequest, (*kms.Client).DisableWhiteBoxKey),
	"DisableWhiteBoxKeys":                 bind(kms.NewDisableWhiteBoxKeysRequest, (*kms.Client).DisableWhiteBoxKeys),
	"EnableKey":                           bind(kms.NewEnableKeyRequest, (*kms.Client).EnableKey),
	"EnableKeyRotation":                   bind(kms.NewEnableKeyRotationRequest, (*kms.Client).EnableKeyRotation),
	"EnableKeys":                          bind(kms.NewEnableKeysRequest, (*kms.Client).EnableKeys),
	"EnableWhiteBoxKey":                   bind(kms.NewEnableWhiteBoxKeyRequest, (*kms.Client).EnableWhiteBoxKey),
	"EnableWhiteBoxKeys":                  bind(kms.NewEnableWhiteBoxKeysRequest, (*kms.Client).EnableWhiteBoxKeys),
	"Encrypt":                             bind(kms.NewEncryptRequest, (*kms.Client).Encrypt),
	"EncryptByWhiteBox":                   bind(kms.NewEncryptByWhiteBoxRequest, (*kms.Client).EncryptByWhiteBox),
	"GenerateDataKey":                     bind(kms.NewGenerateDataKeyRequest, (*kms.Client).GenerateDataKey),
	"GenerateRandom":                      bind(kms.NewGenerateRandomRequest, (*kms.Client).GenerateRandom),
	"GetKeyRotationStatus":                bind(kms.NewGetKeyRotationStatusRequest, (*kms.Client).GetKeyRotationStatus),
	"GetParametersForImport":              bind(kms.NewGetParametersForImportRequest, (*kms.Client).GetParametersForImport),
	"GetPublicKey":                        bind(kms.NewGetPublicKeyRequest, (*kms.Client).GetPublicKey),
	"GetRegions":                          bind(kms.NewGetRegionsRequest, (*kms.Client).GetRegions),
	"GetServiceStatus":                    bind(kms.NewGetServiceStatusRequest, (*kms.Client).GetServiceStatus),
	"ImportKeyMaterial":                   bind(kms.NewImportKeyMaterialRequest, (*kms.Client).ImportKeyMaterial),
	"ListAlgorithms":                      bind(kms.NewListAlgorithmsRequest, (*kms.Client).ListAlgorithms),
	"ListKeyDetail":                       bind(kms.NewListKeyDetailRequest, (*kms.Client).ListKeyDetail),
	"ListKeys":                            bind(kms.NewListKeysRequest, (*kms.Client).ListKeys),
	"OverwriteWhiteBoxDeviceFingerprints": bind(kms.NewOverwriteWhiteBoxDeviceFingerprintsRequest, (*kms.Client).OverwriteWhiteBoxDeviceFingerprints),
	"ReEncrypt":                           bind(kms.NewReEncryptRequest, (*kms.Client).ReEncrypt),
	"ScheduleKeyDeletion":                 bind(kms.NewScheduleKeyDeletionRequest, (*kms.Client).ScheduleKeyDeletion),
	"SignByAsymmetricKey":                 bind(kms.NewSignByAsymmetricKeyRequest, (*kms.Client).SignByAsymmetricKey),
	"UnbindCloudResource":                 bind(kms.NewUnbindCloudResourceRequest, (*kms.Client).UnbindCloudResource),
	"UpdateAlias":                         bind(kms.NewUpdateAliasRequest, (*kms.Client).UpdateAlias),
	"UpdateKeyDescription":                bind(kms.NewUpdateKeyDescriptionRequest, (*kms.Client).UpdateKeyDescription),
	"VerifyByAsymmetricKey":               bind(kms.NewVerifyByAsymmetricKeyRequest, (*kms.Client).VerifyByAsymmetricKey),
}

// goLacks are the actions that the Go SDK does not have.
var goLacks = append([]string{
	"PostQuantumCryptoDecrypt", "PostQuantumCryptoEncrypt", "PostQuantumCryptoSign", "PostQuantumCryptoVerify",
}, notInGoAndJava...)

// goSDK is the Go SDK, with the clients made so far.
type goSDK map[profile]*kms.Client

func (goSDK) exception() string { return reflect.TypeFor[sdkerrors.TencentCloudSDKError]().Name() }
func (goSDK) lacks() []string   { return goLacks }

func (g goSDK) send(t *testing.T, c call) outcome {
	t.Helper()
	client, found := g[c.Profile]
	if !found {
		var err error
		client, err = kms.NewClient(common.NewCredential(c.Profile.SecretID, c.Profile.SecretKey), c.Profile.Region,
			clientProfile(c.Profile))
		if err != nil {
			t.Fatal(err)
		}
		g[c.Profile] = client
	}
	request, err := json.Marshal(c.Request)
	if err != nil {
		t.Fatal(err)
	}
	response, err := goCalls[c.Action](client, string(request))
	var refused *sdkerrors.TencentCloudSDKError
	if errors.As(err, &refused) {
		return outcome{Error: &refusal{
			Type: g.exception(), Code: refused.Code, Message: refused.Message, RequestID: refused.RequestId,
		}}
	}
	if err != nil {
		t.Fatalf("%s: %v", c.Action, err)
	}
	var envelope struct{ Response json.RawMessage }
	if err := json.Unmarshal([]byte(response), &envelope); err != nil {
		t.Fatalf("%s: %v in %s", c.Action, err, response)
	}
	return outcome{Response: envelope.Response}
}

func clientProfile(p profile) *sdkprofile.ClientProfile {
	c := sdkprofile.NewClientProfile()
	c.SignMethod, c.Language, c.UnsignedPayload = p.SignMethod, p.Language, p.UnsignedPayload
	c.HttpProfile.Scheme, c.HttpProfile.Endpoint, c.HttpProfile.ReqMethod = "HTTP", p.Endpoint, p.ReqMethod
	c.HttpProfile.ReqTimeout = 20
	return c
}

func TestGoSDK(t *testing.T) {
	t.Parallel()
	playProfiles(t, goSDK{})
}

// The SDK's way to fields and actions that its release does not know.
func TestGoSDKCommonClient(t *testing.T) {
	t.Parallel()
	p := profiles(startServer(t))[0]
	client := common.NewCommonClient(common.NewCredential(p.SecretID, p.SecretKey), p.Region, clientProfile(p))
	request := sdkhttp.NewCommonRequest("kms", "2019-01-18", "CreateKey")
	if err := request.SetActionParameters(map[string]any{"Alias": "common", "KeySpec": "SM4"}); err != nil {
		t.Fatal(err)
	}
	response := sdkhttp.NewCommonResponse()
	if err := client.Send(request, response); err != nil {
		t.Fatal(err)
	}
	var created struct{ Response struct{ KeyId string } }
	if err := json.Unmarshal(response.GetBody(), &created); err != nil || created.Response.KeyId == "" {
		t.Fatalf("%v in %s", err, response.GetBody())
	}
	s := &player{T: t, sdk: goSDK{}, profile: p, succeeded: map[string]bool{}}
	equal(s, "Type", s.describe(created.Response.KeyId).integer("Type"), 4)
}

// The SDK sends the identical signed request again when it was told to slow down.
func TestGoSDKSendsAgain(t *testing.T) {
	t.Parallel()
	for _, p := range profiles(startServer(t)) {
		t.Run(p.name(), func(t *testing.T) {
			cp := clientProfile(p)
			cp.RateLimitExceededMaxRetries = 1
			cp.RateLimitExceededRetryDuration = sdkprofile.ConstantDurationFunc(time.Millisecond)
			client, err := kms.NewClient(common.NewCredential(p.SecretID, p.SecretKey), p.Region, cp)
			if err != nil {
				t.Fatal(err)
			}
			limiter := &limitOnce{}
			client.WithHttpTransport(limiter)
			if _, err := client.GetRegions(kms.NewGetRegionsRequest()); err != nil {
				t.Fatal(err)
			}
			if limiter.sent != 2 {
				t.Errorf("the request was sent %d times, want twice", limiter.sent)
			}
		})
	}
}

// limitOnce lets every request through and puts a refusal in the place of the first answer.
type limitOnce struct{ sent int }

func (l *limitOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	l.sent++
	if err != nil || l.sent > 1 {
		return resp, err
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewBufferString(
		`{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"slow down"},"RequestId":"none"}}`))
	return resp, nil
}
