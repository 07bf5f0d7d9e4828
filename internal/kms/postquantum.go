package kms

import (
	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/ciphertext"
)

func postQuantumCryptoEncrypt(c *call, r *api.PostQuantumCryptoEncryptRequest) (*api.PostQuantumCryptoEncryptResponse, error) {
	if err := checkPlaintext("PlainText", r.PlainText); err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	blob, err := sealBlob(c, k, ciphertext.Context{}, r.PlainText, alg.PQEncrypter.EncryptPQ)
	if err != nil {
		return nil, err
	}
	return &api.PostQuantumCryptoEncryptResponse{KeyId: r.KeyId, CiphertextBlob: blob}, nil
}

func postQuantumCryptoDecrypt(c *call, r *api.PostQuantumCryptoDecryptRequest) (*api.PostQuantumCryptoDecryptResponse, error) {
	opened, err := openBlob(c, r.CiphertextBlob, ciphertext.Context{}, alg.PQDecrypter.DecryptPQ)
	if err != nil {
		return nil, err
	}
	answer, err := recipient(r.EncryptionPublicKey, r.EncryptionAlgorithm, opened.plaintext)
	if err != nil {
		return nil, err
	}
	return &api.PostQuantumCryptoDecryptResponse{KeyId: opened.key.ID.String(), PlainText: answer}, nil
}

func postQuantumCryptoSign(c *call, r *api.PostQuantumCryptoSignRequest) (*api.PostQuantumCryptoSignResponse, error) {
	if err := checkWholeMessage(r.Message); err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	signer, err := use[alg.PQSigner](c, k, k.Version, onlyEnabled)
	if err != nil {
		return nil, err
	}
	signature, err := signer.SignPQ(r.Message)
	if err != nil {
		return nil, err
	}
	return &api.PostQuantumCryptoSignResponse{Signature: signature}, nil
}

// postQuantumCryptoVerify asks each version of the key, since a signature does
// not say which one made it.
func postQuantumCryptoVerify(c *call, r *api.PostQuantumCryptoVerifyRequest) (*api.PostQuantumCryptoVerifyResponse, error) {
	if err := checkWholeMessage(r.Message); err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	answer := &api.PostQuantumCryptoVerifyResponse{}
	err = eachVersion(c, k, func(_ uint32, verifier alg.PQVerifier) (more bool, err error) {
		answer.SignatureValid = verifier.VerifyPQ(r.Message, r.SignatureValue)
		return !answer.SignatureValid, nil
	})
	if err != nil {
		return nil, err
	}
	if !answer.SignatureValid {
		c.entry.KeyVersion = 0 // of no version
	}
	return answer, nil
}

// checkWholeMessage checks a message for an algorithm that takes no digest.
func checkWholeMessage(message []byte) error {
	if len(message) == 0 || len(message) > maxMessage {
		return api.Errorf(api.InvalidParameter, "Message must have 1 to %d bytes before base64; it has %d. Of a longer one, sign a hash such as SHA-512 as the Message.",
			"Message 解码后必须为 1 到 %d 字节，当前为 %d 字节；更长的消息请先计算摘要（如 SHA-512），再将摘要作为 Message 签名。", maxMessage, len(message))
	}
	return nil
}
