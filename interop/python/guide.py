"""The guide's program: make a key, encrypt a config file, store the ciphertext,
read it back and decrypt it. Only the endpoint differs from the cloud service.

Set the variables of credentials.env, then run it where test_config.conf lies.
"""

import base64
import json
import os
import sys
import time
from urllib.parse import urlsplit

from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.kms.v20190118 import kms_client, models


def connect():
    endpoint = urlsplit(os.environ["MIYAO_ENDPOINT"])
    http_profile = HttpProfile(protocol=endpoint.scheme, endpoint=endpoint.netloc)
    cred = credential.Credential(os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"])
    return kms_client.KmsClient(cred, os.environ["TENCENTCLOUD_REGION"], ClientProfile(httpProfile=http_profile))


def create_key(client):
    req = models.CreateKeyRequest()
    req.from_json_string(json.dumps({"Alias": "guide-python-%d" % time.time_ns()}))
    resp = client.CreateKey(req)
    print(resp.to_json_string(indent=2))
    return resp.KeyId


def encrypt_data(client, key_id, plaintext):
    req = models.EncryptRequest()
    req.from_json_string('{"KeyId": "%s", "Plaintext": "%s"}' % (key_id, bytes.decode(plaintext)))
    resp = client.Encrypt(req)
    print(resp.to_json_string(indent=2))
    with open("test_encry.conf", "w") as f:
        f.write(resp.CiphertextBlob)


def decrypt_data(client):
    with open("test_encry.conf") as f:
        ciphertext = f.read()
    req = models.DecryptRequest()
    req.from_json_string(json.dumps({"CiphertextBlob": ciphertext}))
    resp = client.Decrypt(req)
    return base64.b64decode(resp.Plaintext)


if __name__ == "__main__":
    try:
        client = connect()
        key_id = create_key(client)
        with open("test_config.conf", "rb") as f:
            encrypt_data(client, key_id, base64.b64encode(f.read()))
        print("decrypted: " + decrypt_data(client).decode())
    except TencentCloudSDKException as err:
        sys.exit(str(err))
