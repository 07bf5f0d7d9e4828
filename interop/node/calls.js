// Makes calls through the official Node SDK: reads one call a line from standard
// input and writes the SDK's answer, or its exception, as one line. The calls and
// the checks are in ../scenario_test.go, the shape of the lines in ../sdk_test.go.
const readline = require("node:readline");
const { kms } = require("tencentcloud-sdk-nodejs/tencentcloud/services/kms");
const SDKException = require("tencentcloud-sdk-nodejs/tencentcloud/common/exception/tencent_cloud_sdk_exception").default;

function connect(p) {
  return new kms.v20190118.Client({
    credential: { secretId: p.secretId, secretKey: p.secretKey },
    region: p.region,
    profile: {
      signMethod: p.signMethod,
      language: p.language,
      httpProfile: { protocol: "http://", endpoint: p.endpoint, reqMethod: p.reqMethod, reqTimeout: 20 },
    },
  });
}

async function answer(client, action, request) {
  try {
    return { response: await client[action](request) };
  } catch (err) {
    if (!(err instanceof SDKException)) throw err;
    const { code, message, requestId, traceId } = err;
    return { error: { type: err.constructor.name, code, message, requestId, traceId } };
  }
}

async function main() {
  const clients = new Map();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { profile, action, request } = JSON.parse(line);
    const key = JSON.stringify(profile);
    if (!clients.has(key)) clients.set(key, connect(profile));
    console.log(JSON.stringify(await answer(clients.get(key), action, request)));
  }
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
