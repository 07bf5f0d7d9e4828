package miyao.interop;

import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.kms.v20190118.KmsClient;
import com.tencentcloudapi.kms.v20190118.models.CreateKeyRequest;
import com.tencentcloudapi.kms.v20190118.models.DecryptRequest;
import com.tencentcloudapi.kms.v20190118.models.EncryptRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The guide's program with the official Java SDK: make a key, encrypt a config file, store the
 * ciphertext, read it back and decrypt it. Set the variables of credentials.env, then run it where
 * test_config.conf lies.
 */
public final class Guide {
    public static void main(String[] args) throws IOException {
        try {
            run(connect());
        } catch (TencentCloudSDKException e) {
            System.err.println(e);
            System.exit(1);
        }
        System.exit(0); // the SDK's connection pool would keep the process for a while
    }

    private static KmsClient connect() {
        URI endpoint = URI.create(System.getenv("MIYAO_ENDPOINT"));
        HttpProfile http = new HttpProfile();
        http.setProtocol(endpoint.getScheme() + "://");
        http.setEndpoint(endpoint.getAuthority());
        ClientProfile profile = new ClientProfile();
        profile.setHttpProfile(http);
        Credential credential = new Credential(
                System.getenv("TENCENTCLOUD_SECRET_ID"), System.getenv("TENCENTCLOUD_SECRET_KEY"));
        return new KmsClient(credential, System.getenv("TENCENTCLOUD_REGION"), profile);
    }

    private static void run(KmsClient client) throws TencentCloudSDKException, IOException {
        CreateKeyRequest create = new CreateKeyRequest();
        create.setAlias("guide-java-" + System.currentTimeMillis());
        String keyId = client.CreateKey(create).getKeyId();

        EncryptRequest encrypt = new EncryptRequest();
        encrypt.setKeyId(keyId);
        encrypt.setPlaintext(Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("test_config.conf"))));
        Files.writeString(Path.of("test_encry.conf"), client.Encrypt(encrypt).getCiphertextBlob());

        DecryptRequest decrypt = new DecryptRequest();
        decrypt.setCiphertextBlob(Files.readString(Path.of("test_encry.conf")));
        byte[] plaintext = Base64.getDecoder().decode(client.Decrypt(decrypt).getPlaintext());
        System.out.println("decrypted: " + new String(plaintext, StandardCharsets.UTF_8));
    }
}
