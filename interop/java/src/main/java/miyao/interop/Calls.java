package miyao.interop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.tencentcloudapi.common.AbstractModel;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.common.profile.Language;
import com.tencentcloudapi.kms.v20190118.KmsClient;
import com.tencentcloudapi.kms.v20190118.models.*;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes calls through the official Java SDK: reads one call a line from standard input and writes
 * the SDK's answer, or its exception, as one line. The calls and the checks are in
 * scenario_test.go, the shape of the lines in sdk_test.go.
 */
public final class Calls {
    /** A call as the SDK makes it: a request in JSON to an answer in JSON. */
    private interface Call {
        String make(KmsClient client, String request) throws TencentCloudSDKException;
    }

    private interface Method<Q, R> {
        R apply(KmsClient client, Q request) throws TencentCloudSDKException;
    }

    private static final Map<String, Call> CALLS = Map.ofEntries(
            call("ArchiveKey", ArchiveKeyRequest.class, KmsClient::ArchiveKey),
            call("AsymmetricRsaDecrypt", AsymmetricRsaDecryptRequest.class, KmsClient::AsymmetricRsaDecrypt),
            call("AsymmetricSm2Decrypt", AsymmetricSm2DecryptRequest.class, KmsClient::AsymmetricSm2Decrypt),
            call("BindCloudResource", BindCloudResourceRequest.class, KmsClient::BindCloudResource),
            call("CancelKeyArchive", CancelKeyArchiveRequest.class, KmsClient::CancelKeyArchive),
            call("CancelKeyDeletion", CancelKeyDeletionRequest.class, KmsClient::CancelKeyDeletion),
            call("CreateKey", CreateKeyRequest.class, KmsClient::CreateKey),
            call("CreateWhiteBoxKey", CreateWhiteBoxKeyRequest.class, KmsClient::CreateWhiteBoxKey),
            call("Decrypt", DecryptRequest.class, KmsClient::Decrypt),
            call("DeleteImportedKeyMaterial", DeleteImportedKeyMaterialRequest.class, KmsClient::DeleteImportedKeyMaterial),
            call("DeleteWhiteBoxKey", DeleteWhiteBoxKeyRequest.class, KmsClient::DeleteWhiteBoxKey),
            call("DescribeKey", DescribeKeyRequest.class, KmsClient::DescribeKey),
            call("DescribeKeys", DescribeKeysRequest.class, KmsClient::DescribeKeys),
            call("DescribeWhiteBoxDecryptKey", DescribeWhiteBoxDecryptKeyRequest.class, KmsClient::DescribeWhiteBoxDecryptKey),
            call("DescribeWhiteBoxDeviceFingerprints", DescribeWhiteBoxDeviceFingerprintsRequest.class, KmsClient::DescribeWhiteBoxDeviceFingerprints),
            call("DescribeWhiteBoxKey", DescribeWhiteBoxKeyRequest.class, KmsClient::DescribeWhiteBoxKey),
            call("DescribeWhiteBoxKeyDetails", DescribeWhiteBoxKeyDetailsRequest.class, KmsClient::DescribeWhiteBoxKeyDetails),
            call("DescribeWhiteBoxServiceStatus", DescribeWhiteBoxServiceStatusRequest.class, KmsClient::DescribeWhiteBoxServiceStatus),
            call("DisableKey", DisableKeyRequest.class, KmsClient::DisableKey),
            call("DisableKeyRotation", DisableKeyRotationRequest.class, KmsClient::DisableKeyRotation),
            call("DisableKeys", DisableKeysRequest.class, KmsClient::DisableKeys),
            call("DisableWhiteBoxKey", DisableWhiteBoxKeyRequest.class, KmsClient::DisableWhiteBoxKey),
            call("DisableWhiteBoxKeys", DisableWhiteBoxKeysRequest.class, KmsClient::DisableWhiteBoxKeys),
            call("EnableKey", EnableKeyRequest.class, KmsClient::EnableKey),
            call("EnableKeyRotation", EnableKeyRotationRequest.class, KmsClient::EnableKeyRotation),
            call("EnableKeys", EnableKeysRequest.class, KmsClient::EnableKeys),
            call("EnableWhiteBoxKey", EnableWhiteBoxKeyRequest.class, KmsClient::EnableWhiteBoxKey),
            call("EnableWhiteBoxKeys", EnableWhiteBoxKeysRequest.class, KmsClient::EnableWhiteBoxKeys),
            call("Encrypt", EncryptRequest.class, KmsClient::Encrypt),
            call("EncryptByWhiteBox", EncryptByWhiteBoxRequest.class, KmsClient::EncryptByWhiteBox),
            call("GenerateDataKey", GenerateDataKeyRequest.class, KmsClient::GenerateDataKey),
            call("GenerateRandom", GenerateRandomRequest.class, KmsClient::GenerateRandom),
            call("GetKeyRotationStatus", GetKeyRotationStatusRequest.class, KmsClient::GetKeyRotationStatus),
            call("GetParametersForImport", GetParametersForImportRequest.class, KmsClient::GetParametersForImport),
            call("GetPublicKey", GetPublicKeyRequest.class, KmsClient::GetPublicKey),
            call("GetRegions", GetRegionsRequest.class, KmsClient::GetRegions),
            call("GetServiceStatus", GetServiceStatusRequest.class, KmsClient::GetServiceStatus),
            call("ImportKeyMaterial", ImportKeyMaterialRequest.class, KmsClient::ImportKeyMaterial),
            call("ListAlgorithms", ListAlgorithmsRequest.class, KmsClient::ListAlgorithms),
            call("ListKeyDetail", ListKeyDetailRequest.class, KmsClient::ListKeyDetail),
            call("ListKeys", ListKeysRequest.class, KmsClient::ListKeys),
            call("OverwriteWhiteBoxDeviceFingerprints", OverwriteWhiteBoxDeviceFingerprintsRequest.class, KmsClient::OverwriteWhiteBoxDeviceFingerprints),
            call("PostQuantumCryptoDecrypt", PostQuantumCryptoDecryptRequest.class, KmsClient::PostQuantumCryptoDecrypt),
            call("PostQuantumCryptoEncrypt", PostQuantumCryptoEncryptRequest.class, KmsClient::PostQuantumCryptoEncrypt),
            call("PostQuantumCryptoSign", PostQuantumCryptoSignRequest.class, KmsClient::PostQuantumCryptoSign),
            call("PostQuantumCryptoVerify", PostQuantumCryptoVerifyRequest.class, KmsClient::PostQuantumCryptoVerify),
            call("ReEncrypt", ReEncryptRequest.class, KmsClient::ReEncrypt),
            call("ScheduleKeyDeletion", ScheduleKeyDeletionRequest.class, KmsClient::ScheduleKeyDeletion),
            call("SignByAsymmetricKey", SignByAsymmetricKeyRequest.class, KmsClient::SignByAsymmetricKey),
            call("UnbindCloudResource", UnbindCloudResourceRequest.class, KmsClient::UnbindCloudResource),
            call("UpdateAlias", UpdateAliasRequest.class, KmsClient::UpdateAlias),
            call("UpdateKeyDescription", UpdateKeyDescriptionRequest.class, KmsClient::UpdateKeyDescription),
            call("VerifyByAsymmetricKey", VerifyByAsymmetricKeyRequest.class, KmsClient::VerifyByAsymmetricKey));

    private static <Q extends AbstractModel, R extends AbstractModel> Map.Entry<String, Call> call(
            String action, Class<Q> type, Method<Q, R> method) {
        return Map.entry(action, (client, request) ->
                AbstractModel.toJsonString(method.apply(client, AbstractModel.fromJsonString(request, type))));
    }

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<JsonObject, KmsClient> clients = new HashMap<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonObject call = JsonParser.parseString(line).getAsJsonObject();
            KmsClient client = clients.computeIfAbsent(call.getAsJsonObject("profile"), Calls::connect);
            out.println(answer(client, call.get("action").getAsString(), call.get("request").toString()));
        }
        System.exit(0); // the SDK's connection pool would keep the process for a while
    }

    private static KmsClient connect(JsonObject p) {
        HttpProfile http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        http.setEndpoint(p.get("endpoint").getAsString());
        http.setReqMethod(p.get("reqMethod").getAsString());
        http.setConnTimeout(20);
        http.setReadTimeout(20);
        ClientProfile profile = new ClientProfile(p.get("signMethod").getAsString(), http);
        profile.setUnsignedPayload(p.get("unsignedPayload").getAsBoolean());
        profile.setLanguage(p.get("language").getAsString().equals("zh-CN") ? Language.ZH_CN : Language.EN_US);
        Credential credential = new Credential(p.get("secretId").getAsString(), p.get("secretKey").getAsString());
        return new KmsClient(credential, p.get("region").getAsString(), profile);
    }

    private static JsonObject answer(KmsClient client, String action, String request) {
        JsonObject answer = new JsonObject();
        try {
            answer.add("response", JsonParser.parseString(CALLS.get(action).make(client, request)));
        } catch (TencentCloudSDKException e) {
            JsonObject error = new JsonObject();
            error.addProperty("type", e.getClass().getSimpleName());
            error.addProperty("code", e.getErrorCode());
            error.addProperty("message", e.getMessage());
            error.addProperty("requestId", e.getRequestId());
            answer.add("error", error);
        }
        return answer;
    }
}
