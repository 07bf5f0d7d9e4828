// Ready code for a key: one call of an action, in the languages of the official SDKs.
import type { KeyMetadata } from '../api/types'
import { usageOf } from './keys'

interface Call {
  action: string
  parameters: [name: string, value: string][]
  /** The member of the response that is shown. */
  result: string
}

/** callOf is the call that shows best what a key is for. */
export function callOf(key: KeyMetadata): Call {
  const id: [string, string] = ['KeyId', key.KeyId]
  const hello = 'aGVsbG8=' // "hello" in base64
  const usage = usageOf(key.KeyUsage)
  switch (usage?.kind) {
    case 'rsa':
    case 'sm2':
      return { action: 'GetPublicKey', parameters: [id], result: 'PublicKeyPem' }
    case 'sign':
      return { action: 'SignByAsymmetricKey', parameters: [id, ['Algorithm', usage.algorithms[0] ?? ''], ['Message', hello], ['MessageType', 'RAW']], result: 'Signature' }
    case 'pq-encrypt':
      return { action: 'PostQuantumCryptoEncrypt', parameters: [id, ['PlainText', hello]], result: 'CiphertextBlob' }
    case 'pq-sign':
      return { action: 'PostQuantumCryptoSign', parameters: [id, ['Message', hello]], result: 'Signature' }
    default:
      return { action: 'Encrypt', parameters: [id, ['Plaintext', hello]], result: 'CiphertextBlob' }
  }
}

export interface Place {
  origin: string // https://kms.example.com:8573
  region: string
}

const version = '2019-01-18'
const quote = (text: string) => JSON.stringify(text)
const json = ({ parameters }: Call) => JSON.stringify(Object.fromEntries(parameters))

function parts(place: Place) {
  const url = new URL(place.origin)
  return { host: url.host, scheme: url.protocol.slice(0, -1) }
}

function python(call: Call, place: Place): string {
  const { host, scheme } = parts(place)
  return `# pip install tencentcloud-sdk-python-kms
import os

from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.kms.v20190118 import kms_client, models

cred = credential.Credential(os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"])
profile = ClientProfile(httpProfile=HttpProfile(protocol=${quote(scheme)}, endpoint=${quote(host)}))
client = kms_client.KmsClient(cred, ${quote(place.region)}, profile)

request = models.${call.action}Request()
${call.parameters.map(([name, value]) => `request.${name} = ${quote(value)}`).join('\n')}
print(client.${call.action}(request).${call.result})
`
}

function go(call: Call, place: Place): string {
  const { host, scheme } = parts(place)
  // The SDK's release has no types for what the cloud added later; this is its way to call that.
  const lacking = call.action.startsWith('PostQuantum')
  const uses = lacking
    ? '\thttp "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/http"\n\t"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"'
    : '\t"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"\n\tkms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms/v20190118"'
  return `// go get github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/${lacking ? 'common' : 'kms'}
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
${uses}
)

func main() {
	credential := common.NewCredential(os.Getenv("TENCENTCLOUD_SECRET_ID"), os.Getenv("TENCENTCLOUD_SECRET_KEY"))
	p := profile.NewClientProfile()
	p.HttpProfile.Endpoint = ${quote(host)}
	p.HttpProfile.Scheme = ${quote(scheme.toUpperCase())}
${lacking ? goCommon(call, place) : goTyped(call, place)}}
`
}

const goCheck = `	if err != nil {
		log.Fatal(err)
	}
`

function goTyped(call: Call, place: Place): string {
  return `	client, err := kms.NewClient(credential, ${quote(place.region)}, p)
${goCheck}	request := kms.New${call.action}Request()
${call.parameters.map(([name, value]) => `\trequest.${name} = common.StringPtr(${quote(value)})\n`).join('')}	response, err := client.${call.action}(request)
${goCheck}	fmt.Println(*response.Response.${call.result})
`
}

function goCommon(call: Call, place: Place): string {
  return `	client := common.NewCommonClient(credential, ${quote(place.region)}, p)
	request := http.NewCommonRequest("kms", ${quote(version)}, ${quote(call.action)})
	err := request.SetActionParameters(map[string]any{${call.parameters.map(([name, value]) => `${quote(name)}: ${quote(value)}`).join(', ')}})
${goCheck}	response := http.NewCommonResponse()
	if err := client.Send(request, response); err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(response.GetBody())) // ${call.result} is in it
`
}

function node(call: Call, place: Place): string {
  const { host, scheme } = parts(place)
  return `// npm install tencentcloud-sdk-nodejs
const { kms } = require('tencentcloud-sdk-nodejs/tencentcloud/services/kms')

const client = new kms.v20190118.Client({
  credential: { secretId: process.env.TENCENTCLOUD_SECRET_ID, secretKey: process.env.TENCENTCLOUD_SECRET_KEY },
  region: ${quote(place.region)},
  profile: { httpProfile: { protocol: ${quote(`${scheme}://`)}, endpoint: ${quote(host)} } },
})

client.${call.action}({
${call.parameters.map(([name, value]) => `  ${name}: ${quote(value)},`).join('\n')}
}).then((response) => console.log(response.${call.result}))
`
}

function java(call: Call, place: Place): string {
  const { host, scheme } = parts(place)
  return `// Maven: com.tencentcloudapi:tencentcloud-sdk-java-kms
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.kms.v20190118.KmsClient;
import com.tencentcloudapi.kms.v20190118.models.*;

public class Example {
    public static void main(String[] args) throws Exception {
        Credential credential = new Credential(System.getenv("TENCENTCLOUD_SECRET_ID"), System.getenv("TENCENTCLOUD_SECRET_KEY"));
        HttpProfile http = new HttpProfile();
        http.setProtocol(${quote(`${scheme}://`)});
        http.setEndpoint(${quote(host)});
        ClientProfile profile = new ClientProfile();
        profile.setHttpProfile(http);
        KmsClient client = new KmsClient(credential, ${quote(place.region)}, profile);

        ${call.action}Request request = new ${call.action}Request();
${call.parameters.map(([name, value]) => `        request.set${name}(${quote(value)});`).join('\n')}
        System.out.println(client.${call.action}(request).get${call.result}());
    }
}
`
}

/** The signature TC3-HMAC-SHA256, made with openssl. */
function curl(call: Call, place: Place): string {
  const { host } = parts(place)
  return `#!/bin/bash
set -euo pipefail
body='${json(call)}'
time=$(date +%s)
date=$(date -u +%Y-%m-%d -d "@$time" 2>/dev/null || date -u -r "$time" +%Y-%m-%d)
sha256() { printf '%s' "$1" | openssl dgst -sha256 | sed 's/^.* //'; }
hmac() { printf '%s' "$2" | openssl dgst -sha256 -mac HMAC -macopt "$1" | sed 's/^.* //'; }

request=$'POST\\n/\\n\\ncontent-type:application/json\\nhost:${host}\\n\\ncontent-type;host\\n'$(sha256 "$body")
scope=$date/kms/tc3_request
key=$(hmac "key:TC3$TENCENTCLOUD_SECRET_KEY" "$date")
key=$(hmac "hexkey:$key" kms)
key=$(hmac "hexkey:$key" tc3_request)
signature=$(hmac "hexkey:$key" "TC3-HMAC-SHA256"$'\\n'"$time"$'\\n'"$scope"$'\\n'"$(sha256 "$request")")

curl -sS ${place.origin}/ -d "$body" \\
  -H 'Content-Type: application/json' -H 'X-TC-Action: ${call.action}' -H 'X-TC-Version: ${version}' \\
  -H 'X-TC-Region: ${place.region}' -H "X-TC-Timestamp: $time" \\
  -H "Authorization: TC3-HMAC-SHA256 Credential=$TENCENTCLOUD_SECRET_ID/$scope, SignedHeaders=content-type;host, Signature=$signature"
`
}

function cli(call: Call, place: Place): string {
  const values = call.parameters.map(([name, value]) => `${name}=${value}`).join(' ')
  return `MIYAO_ENDPOINT=${place.origin} TENCENTCLOUD_REGION=${place.region} \\\n  miyao call ${call.action} ${values}\n`
}

export const languages = { Python: python, Go: go, 'Node.js': node, Java: java, curl, miyao: cli } as const
export type Language = keyof typeof languages
