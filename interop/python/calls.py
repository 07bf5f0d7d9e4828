"""Makes calls through the official Python SDK: reads one call a line from
standard input and writes the SDK's answer, or its exception, as one line.

The calls and the checks are in ../scenario_test.go, the shape of the lines in
../sdk_test.go.
"""

import json
import sys

from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.kms.v20190118 import kms_client, models


def connect(p):
    profile = ClientProfile(
        signMethod=p["signMethod"],
        language=p["language"],
        httpProfile=HttpProfile(protocol="http", endpoint=p["endpoint"], reqMethod=p["reqMethod"], reqTimeout=20),
    )
    profile.unsignedPayload = p["unsignedPayload"]
    return kms_client.KmsClient(credential.Credential(p["secretId"], p["secretKey"]), p["region"], profile)


def answer(client, action, request):
    req = getattr(models, action + "Request")()
    req.from_json_string(json.dumps(request))
    try:
        resp = getattr(client, action)(req)
    except TencentCloudSDKException as err:
        return {
            "error": {
                "type": type(err).__name__,
                "code": err.get_code(),
                "message": str(err.get_message()),
                "requestId": err.get_request_id(),
            }
        }
    return {"response": json.loads(resp.to_json_string())}


def main():
    clients = {}
    for line in sys.stdin:
        call = json.loads(line)
        key = json.dumps(call["profile"], sort_keys=True)
        if key not in clients:
            clients[key] = connect(call["profile"])
        print(json.dumps(answer(clients[key], call["action"], call["request"])), flush=True)


if __name__ == "__main__":
    main()
