// How openssl encrypts key material for an import.

const padding: Record<string, string> = {
  RSAES_OAEP_SHA_256: '-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256',
  RSAES_OAEP_SHA_1: '-pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 -pkeyopt rsa_mgf1_md:sha1',
  RSAES_PKCS1_V1_5: '-pkeyopt rsa_padding_mode:pkcs1',
}

/** wrapCommand is the command that makes material, and the one that encrypts it. */
export function wrapCommand(algorithm: string, bytes: number): string {
  return [
    `openssl rand -out material.bin ${bytes}`,
    `openssl pkeyutl -encrypt -pubin -inkey wrapping-key.pem \\\n  ${padding[algorithm]} \\\n  -in material.bin -out material.enc`,
  ].join('\n')
}

/** pem is a public key as openssl reads it. */
export function pem(der: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${der.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END PUBLIC KEY-----\n`
}
