// The guide's program with the official Node SDK: make a key, encrypt a config
// file, store the ciphertext, read it back and decrypt it. Set the variables of
// credentials.env, then run it where test_config.conf lies.
const { readFileSync, writeFileSync } = require("node:fs");
const { kms } = require("tencentcloud-sdk-nodejs/tencentcloud/services/kms");

const endpoint = new URL(process.env.MIYAO_ENDPOINT);
const client = new kms.v20190118.Client({
  credential: {
    secretId: process.env.TENCENTCLOUD_SECRET_ID,
    secretKey: process.env.TENCENTCLOUD_SECRET_KEY,
  },
  region: process.env.TENCENTCLOUD_REGION,
  profile: { httpProfile: { protocol: `${endpoint.protocol}//`, endpoint: endpoint.host } },
});

async function main() {
  const key = await client.CreateKey({ Alias: `guide-node-${Date.now()}` });
  const encrypted = await client.Encrypt({
    KeyId: key.KeyId,
    Plaintext: readFileSync("test_config.conf").toString("base64"),
  });
  writeFileSync("test_encry.conf", encrypted.CiphertextBlob);

  const decrypted = await client.Decrypt({ CiphertextBlob: readFileSync("test_encry.conf", "utf8") });
  console.log("decrypted: " + Buffer.from(decrypted.Plaintext, "base64").toString());
}

main().catch((err) => {
  console.error(err.toString());
  process.exit(1);
});
