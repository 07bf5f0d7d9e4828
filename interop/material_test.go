package interop_test

import (
	"crypto/rsa"
	"crypto/x509"
	"time"
)

// ownMaterial gives a key material of the caller's, in every way to wrap it.
func (s *player) ownMaterial() {
	created := s.ok("CreateKey", params{"Alias": s.alias("own"), "Type": 2})
	equal(s, "KeyState", created.text("KeyState"), "PendingImport")
	keyID := created.text("KeyId")
	s.refused("ResourceUnavailable.CmkStateNotSupport", "Encrypt", params{"KeyId": keyID, "Plaintext": encoded([]byte("x"))})

	material, blob := randomBytes(32), ""
	var latest wrapping
	for _, algorithm := range rsaAlgorithms {
		older := latest
		latest = s.wrapping(keyID, algorithm)
		if older.token != "" {
			s.refused("ResourceUnavailable.TokenExpired", "ImportKeyMaterial", older.request(s, material))
		}
		s.ok("ImportKeyMaterial", latest.request(s, material))
		s.wantState(keyID, "Enabled")
		if blob == "" {
			blob = s.encrypt(keyID, []byte("under my key"), "")
		}
		s.wantPlaintext(params{"CiphertextBlob": blob}, []byte("under my key"))
		s.ok("DeleteImportedKeyMaterial", params{"KeyId": keyID})
		s.wantState(keyID, "PendingImport")
		s.refused("ResourceUnavailable.CmkStateNotSupport", "Decrypt", params{"CiphertextBlob": blob})
	}
	s.materialOfOthers(latest)
	s.expiringMaterial(latest, material)
	s.notExternal(keyID)
}

// wrapping is what GetParametersForImport answers.
type wrapping struct {
	keyID, algorithm, token string
	public                  *rsa.PublicKey
}

func (s *player) wrapping(keyID, algorithm string) wrapping {
	s.Helper()
	a := s.ok("GetParametersForImport",
		params{"KeyId": keyID, "WrappingAlgorithm": algorithm, "WrappingKeySpec": "RSA_2048"})
	equal(s, "KeyId", a.text("KeyId"), keyID)
	s.wantAbout("ParametersValidTo", a.integer("ParametersValidTo"), time.Now().Add(24*time.Hour))
	parsed, err := x509.ParsePKIXPublicKey(a.bytes("PublicKey"))
	public, ok := parsed.(*rsa.PublicKey)
	if !ok {
		s.Fatalf("PublicKey is %T, %v; want one of RSA", parsed, err)
	}
	return wrapping{keyID, algorithm, a.text("ImportToken"), public}
}

// request is one of ImportKeyMaterial, with material encrypted to the public key.
func (w wrapping) request(s *player, material []byte) params {
	s.Helper()
	wrapped := encryptRSA(s, w.algorithm, w.public, material)
	return params{"KeyId": w.keyID, "ImportToken": w.token, "EncryptedKeyMaterial": encoded(wrapped)}
}

// materialOfOthers is refused, and so is what is no material.
func (s *player) materialOfOthers(w wrapping) {
	s.refused("InvalidParameterValue.MaterialNotMatch", "ImportKeyMaterial", w.request(s, randomBytes(32)))
	s.refused("InvalidParameter", "ImportKeyMaterial", w.request(s, randomBytes(31)))
	garbage := w.request(s, randomBytes(32))
	garbage["EncryptedKeyMaterial"] = encoded(randomBytes(256))
	s.refused("InvalidParameter.DecryptMaterialError", "ImportKeyMaterial", garbage)
	s.wantState(w.keyID, "PendingImport")
}

// expiringMaterial imports material with a date on which it is erased.
func (s *player) expiringMaterial(w wrapping, material []byte) {
	request, expiry := w.request(s, material), time.Now().AddDate(1, 0, 0).Unix()
	request["ValidTo"] = 1
	s.refused("InvalidParameter", "ImportKeyMaterial", request)
	request["ValidTo"] = expiry
	s.ok("ImportKeyMaterial", request)
	m := s.describe(w.keyID)
	equal(s, "Origin", m.text("Origin"), "EXTERNAL")
	equal(s, "ValidTo", m.integer("ValidTo"), expiry)
	s.refused("UnsupportedOperation.ExternalCmkCanNotRotate", "EnableKeyRotation", params{"KeyId": w.keyID})
}

// notExternal tries to import into a key whose material the server made.
func (s *player) notExternal(external string) {
	request := params{"KeyId": s.createKey("not-external")}
	s.refused("UnsupportedOperation.NotExternalCmk", "DeleteImportedKeyMaterial", request)
	request["WrappingAlgorithm"], request["WrappingKeySpec"] = "RSAES_OAEP_SHA_256", "RSA_2048"
	s.refused("UnsupportedOperation.NotExternalCmk", "GetParametersForImport", request)
	request["KeyId"], request["WrappingKeySpec"] = external, "RSA_512"
	s.refused("InvalidParameter", "GetParametersForImport", request)
}
