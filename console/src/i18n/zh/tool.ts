// 在线工具的中文文案。
const texts = {
  context: {
    title: '加密上下文', encryptText: '随密文绑定的键值对，例如环境或用途。不是秘密；解密时必须提供相同的内容。', decryptText: '加密时提供了加密上下文的，须在此提供相同的内容。',
    form: '填写方式', pairs: '键值对', name: '键 {{n}}', value: '值 {{n}}', remove: '删除第 {{n}} 对', add: '添加键值对', long: '最多 1024 个字符', twice: '键不能重复',
  },
  tool: {
    intro: '适合单次或少量的加解密，例如首次生成口令的密文。明文只在本页显示，离开即清除。', key: '密钥', mode: '操作', noKeys: '没有可用的密钥', noKeysText: '在线工具需要一个已启用的密钥。',
    manyKeys: '共 {{total}} 个，列出最新的 {{n}} 个，请搜索其他密钥。', chooseKey: '请选择密钥', searchKey: '搜索密钥', foundKeys: '找到 {{n}} 个密钥', byAddress: '请从密钥详情页进入在线工具。', mayNot: '没有使用此密钥的权限', mayNotText: '当前身份的策略不允许用它加密、解密或签名。请选择其他密钥，或联系管理员授权。',
    notEnabled: '此密钥不是“已启用”状态，服务器会拒绝操作。', plaintext: '明文', ciphertext: '密文', message: '消息', signature: '签名', encryptedFile: '加密文件', plainFile: '解密文件',
    form: '内容格式', forms: { text: '文本', base64: 'Base64' },
    counter: '{{n}} / {{max}} 字节', noBase64: '不是有效的 Base64', unreadable: '浏览器无法读取或保存此文件（{{name}}）。文件可能已被修改或移动，或超出浏览器可用的内存和磁盘。请重新选择；很大的文件请使用命令行 miyao envelope。', folder: '这是一个文件夹，请选择文件，或先将文件夹打包。', emptyFile: '文件为空', noCiphertext: '这不是密文。请粘贴加密得到的完整文本，或选择保存的密文文件。', noSignature: '签名应为 Base64 文本或签名文件。',
    chooseFile: '选择文件', removeFile: '移除文件', download: '下载', run: '执行', clear: '清空', usedKey: '使用的密钥：', algorithm: '算法', messageType: '消息类型', raw: '原文', digest: '摘要',
    hashed: '文件超过 4 KB：浏览器在本机计算 {{hash}} 摘要，只发送摘要进行签名或验签。', tooLarge: '超过 4 KB。请先在本机计算摘要，消息类型选择“摘要”。', withPublicKey: '加密在本机用公钥完成：',
    encrypt: { name: '加密', placeholder: '输入敏感信息，或将文件拖到此处', result: '执行后显示密文', filePlaceholder: '加密后的文件将显示在此处' },
    decrypt: { name: '解密', placeholder: '粘贴密文，或将密文文件拖到此处', result: '执行后显示明文', filePlaceholder: '解密后的文件将显示在此处', asymmetric: '粘贴用公钥加密得到的密文（Base64），或将密文文件拖到此处' },
    sign: { name: '签名', placeholder: '输入消息，或将文件拖到此处', result: '执行后显示签名' },
    verify: { name: '验签', placeholder: '输入原消息，或将文件拖到此处', signature: '粘贴签名（Base64），或将签名文件拖到此处', valid: '签名有效', invalid: '签名无效：消息、签名或密钥不匹配' },
    datakey: {
      name: '生成数据密钥', text: '数据密钥用于在本机加密大量数据：用明文密钥加密后立即丢弃，把密文密钥与数据一起保存，需要时解密取回。', length: '长度（字节）', lengthHint: '1 到 1024，AES-256 为 32', keep: '保存方式',
      keepNot: '不托管', keepNotText: '服务器不保存，密文密钥由自己保存。', keepYes: '由 KMS 托管', keepYesText: '服务器保存密文密钥，可按名称取回。', run: '生成', plaintext: '明文数据密钥（Base64）', ciphertext: '密文数据密钥',
    },
  },
  envelope: {
    explain: '超过 4 KB：将在浏览器中进行信封加密。服务器只生成数据密钥，内容不会离开本机。加密后的文件也可用命令行 miyao envelope decrypt 解密。', explainDecrypt: '这是信封加密文件：服务器只解密数据密钥，文件在浏览器中解密，不会离开本机。',
    insecure: '信封加密需要浏览器的加密功能，它只在 HTTPS 或本机地址下可用。请启用 TLS，或使用命令行 miyao envelope。', progress: '进度', done: '{{done}} / {{total}}（{{percent}}%）', ready: '已完成，{{size}}',
    fault: { format: '这不是信封加密文件。', version: '文件由更新版本的 miyao 生成，请升级。', damaged: '文件已损坏或不完整，或密钥不匹配。没有输出任何内容。', aborted: '已停止。' },
  },
}

export default texts
