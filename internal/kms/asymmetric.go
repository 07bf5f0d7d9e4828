package kms

import (
	"encoding/pem"
	"errors"
	"strings"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/keyring"
)

// Sizes of the asymmetric actions, in bytes.
const (
	maxMessage       = 4096
	maxSM2Ciphertext = 256
)

func asymmetricRsaDecrypt(c *call, r *api.AsymmetricRsaDecryptRequest) (*api.AsymmetricRsaDecryptResponse, error) {
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	plaintext, err := openByAnyVersion(c, k, func(d alg.RSADecrypter) ([]byte, error) {
		return d.DecryptRSA(r.Algorithm, r.Ciphertext)
	})
	if errors.Is(err, alg.ErrAlgorithm) {
		return nil, api.Errorf(api.InvalidParameter, "Algorithm %q is unknown; use RSAES_OAEP_SHA_256, RSAES_OAEP_SHA_1 or RSAES_PKCS1_V1_5.",
			"未知的 Algorithm %q，请使用 RSAES_OAEP_SHA_256、RSAES_OAEP_SHA_1 或 RSAES_PKCS1_V1_5。", api.Shown(r.Algorithm))
	}
	if err != nil {
		return nil, err
	}
	return &api.AsymmetricRsaDecryptResponse{KeyId: r.KeyId, Plaintext: plaintext}, nil
}

func asymmetricSm2Decrypt(c *call, r *api.AsymmetricSm2DecryptRequest) (*api.AsymmetricSm2DecryptResponse, error) {
	if len(r.Ciphertext) > maxSM2Ciphertext {
		return nil, api.Errorf(api.InvalidParameter, "Ciphertext may have %d bytes before base64; it has %d. For more data, encrypt a data key and the data with that.",
			"Ciphertext 解码后最多 %d 字节，当前为 %d 字节；更大的数据请加密数据密钥，再用数据密钥加密数据。", maxSM2Ciphertext, len(r.Ciphertext))
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	plaintext, err := openByAnyVersion(c, k, func(d alg.SM2Decrypter) ([]byte, error) {
		return d.DecryptSM2(r.Ciphertext)
	})
	if err != nil {
		return nil, err
	}
	return &api.AsymmetricSm2DecryptResponse{KeyId: r.KeyId, Plaintext: plaintext}, nil
}

// openByAnyVersion decrypts what was encrypted to the public key of one of the
// versions of k. The ciphertext does not say which, so each is tried; and each
// is tried whether or not one opened, so that the time tells nothing about the
// padding that the others found. The newest that opens wins. With OAEP and SM2
// there is never a second; with PKCS #1 v1.5, which hardly authenticates, a
// newer version opens a ciphertext of an older one to nonsense once in some
// hundred thousand times.
func openByAnyVersion[P any](c *call, k *keyring.Key, open func(P) ([]byte, error)) ([]byte, error) {
	var plaintext []byte
	var opener uint32
	err := eachVersion(c, k, func(version uint32, private P) (more bool, err error) {
		opened, err := open(private)
		switch {
		case errors.Is(err, alg.ErrOpen):
			return true, nil
		case err != nil:
			return false, err
		case opener == 0:
			plaintext, opener = opened, version
		default:
			clear(opened)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	c.entry.KeyVersion = opener
	if opener == 0 {
		return nil, api.Errorf(api.DecryptError, "Ciphertext does not open: it is damaged, in another form, encrypted to another public key, or with another algorithm.",
			"Ciphertext 无法解密：密文已损坏、格式不符、不是用该密钥的公钥加密的，或加密算法不一致。")
	}
	return plaintext, nil
}

// eachVersion calls do with the capability P of each version of k, the newest
// first, while do asks for more. The audit entry then names the last one.
func eachVersion[P any](c *call, k *keyring.Key, do func(version uint32, capability P) (more bool, err error)) error {
	for version := k.Version; ; version-- {
		c.entry.KeyVersion = 0 // what was only tried was not used
		// A key without any version gets its refusal from use.
		capability, err := use[P](c, k, version, onlyEnabled)
		if err != nil {
			return err
		}
		if more, err := do(version, capability); err != nil || !more || version <= 1 {
			return err
		}
	}
}

func getPublicKey(c *call, r *api.GetPublicKeyRequest) (*api.GetPublicKeyResponse, error) {
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	public, err := use[alg.PublicKeyer](c, k, k.Version, onlyEnabled)
	if err != nil {
		return nil, err
	}
	der := public.PublicKey()
	text := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return &api.GetPublicKeyResponse{KeyId: r.KeyId, PublicKey: der, PublicKeyPem: string(text)}, nil
}

func signByAsymmetricKey(c *call, r *api.SignByAsymmetricKeyRequest) (*api.SignByAsymmetricKeyResponse, error) {
	digest, err := isDigest(r.MessageType, r.Message)
	if err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	signer, err := use[alg.Signer](c, k, k.Version, onlyEnabled)
	if err != nil {
		return nil, err
	}
	signature, err := signer.Sign(r.Algorithm, r.Message, digest)
	if err != nil {
		return nil, signError(err, k, api.InvalidParameter, r.Algorithm, len(r.Message))
	}
	return &api.SignByAsymmetricKeyResponse{Signature: signature}, nil
}

func verifyByAsymmetricKey(c *call, r *api.VerifyByAsymmetricKeyRequest) (*api.VerifyByAsymmetricKeyResponse, error) {
	digest, err := isDigest(r.MessageType, r.Message)
	if err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	answer := &api.VerifyByAsymmetricKeyResponse{}
	err = eachVersion(c, k, func(_ uint32, verifier alg.Verifier) (more bool, err error) {
		answer.SignatureValid, err = verifier.Verify(r.Algorithm, r.Message, r.SignatureValue, digest)
		return !answer.SignatureValid, err
	})
	if err != nil {
		return nil, signError(err, k, api.InvalidParameterValue, r.Algorithm, len(r.Message))
	}
	if !answer.SignatureValid {
		c.entry.KeyVersion = 0 // of no version
	}
	return answer, nil
}

// isDigest checks what is to be signed or verified.
func isDigest(messageType string, message []byte) (bool, error) {
	if messageType != "" && messageType != "RAW" && messageType != "DIGEST" {
		return false, api.Errorf(api.InvalidParameter, "MessageType must be RAW or DIGEST.", "MessageType 必须为 RAW 或 DIGEST。")
	}
	if len(message) == 0 || len(message) > maxMessage {
		return false, api.Errorf(api.InvalidParameter, "Message must have 1 to %d bytes before base64; it has %d. Of a longer one, sign the digest with MessageType DIGEST.",
			"Message 解码后必须为 1 到 %d 字节，当前为 %d 字节；更长的消息请用 MessageType DIGEST 对其摘要签名。", maxMessage, len(message))
	}
	return messageType == "DIGEST", nil
}

// signError publishes an error of Sign or Verify; misfit is the code for an
// algorithm that is not one of the key's.
func signError(err error, k *keyring.Key, misfit api.Code, algorithm string, length int) error {
	switch {
	case errors.Is(err, alg.ErrAlgorithm):
		row, _ := alg.ByID(alg.ID(k.Algorithm))
		return api.Errorf(misfit, "Algorithm %[1]q is not one of key %[2]s, which has the usage %[3]s; use %[4]s.",
			"密钥 %[2]s 的用途为 %[3]s，不支持 Algorithm %[1]q，请使用 %[4]s。", api.Shown(algorithm), k.ID, k.Usage, strings.Join(row.Algorithms, ", "))
	case errors.Is(err, alg.ErrDigestLength):
		return api.Errorf(api.InvalidParameter, "With MessageType DIGEST, Message must be a digest of 32 bytes, or 48 for ECC_P384_R1; it has %d.",
			"MessageType 为 DIGEST 时，Message 必须是 32 字节的摘要（ECC_P384_R1 为 48 字节），当前为 %d 字节。", length)
	}
	return err
}
