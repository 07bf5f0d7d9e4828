// 控制台的中文文案；英文文案的结构与此相同。
import more from './zh-more'

const texts = {
  ...more,
  shell: {
    product: '密钥管理服务', menu: '菜单', navigation: '主导航', skip: '跳到正文', region: '地域', signOut: '退出登录',
    account: '当前用户：{{name}}', notFound: '没有这个页面', notFoundText: '地址可能有误，或页面已移动。', dark: '切换到深色', light: '切换到浅色',
  },
  nav: {
    kms: '密钥管理', admin: '管理', overview: '概览', keys: '用户密钥', tool: '在线工具', dataKeys: '数据密钥', whiteBox: '白盒密钥',
    access: '访问管理', audit: '审计', settings: '设置',
  },
  common: {
    optional: '（选填）', loading: '正在加载', copy: '复制', copied: '已复制', close: '关闭', cancel: '取消', confirm: '确定', save: '保存',
    retry: '重试', refresh: '刷新', none: '无', edit: '修改{{what}}', dropHere: '将文件拖到此处，或', otherFile: '换一个文件',
    typeToConfirm: '请输入 {{text}} 以确认',
  },
  error: {
    network: '无法连接服务器，请检查网络后重试。', expired: '登录已过期，请重新登录。', copy: '复制错误信息',
    denied: '当前身份没有此权限。请联系管理员，在策略中授予错误信息中的操作。',
  },
  table: {
    select: '选择 {{name}}', selectAll: '全选本页', pages: '分页', total: '共 {{total}} 条', size: '每页条数', perPage: '{{n}} 条/页',
    previous: '上一页', next: '下一页',
  },
  signin: {
    title: '登录控制台', name: '用户名', nameHint: '主账号请留空或填写 root', account: '主账号 UIN', accountHint: '服务器上有多个主账号时填写',
    password: '密码', code: '动态口令', codeHint: '认证应用显示的 6 位数字', submit: '登录', oidc: '使用 {{name}} 登录', otherAccount: '登录到其他主账号',
    needsSetup: '还没有设置密码。请打开服务器首次启动时打印的一次性链接；如果链接已失效，在服务器上执行 miyao console link 重新获取。',
  },
  setup: {
    title: '设置管理员密码', text: '为主账号（root）设置登录密码。此链接只能使用一次，重新设置后旧密码失效。', password: '新密码', again: '再次输入', rule: '至少 {{n}} 个字符，建议使用一句容易记住的话',
    differs: '两次输入不一致', submit: '设置并登录',
    noToken: '链接不完整。请完整打开服务器打印的链接，或在服务器上执行 miyao console link 重新获取。',
  },
  state: { Enabled: '已启用', Disabled: '已禁用', PendingDelete: '计划删除', PendingImport: '待导入', Archived: '已归档' },
  origin: { TENCENT_KMS: 'KMS 生成', EXTERNAL: '外部导入' },
  purpose: {
    encrypt: { name: '对称加解密', text: '加密口令、配置等小段数据，或为大文件生成数据密钥。最常用。' },
    decrypt: { name: '非对称解密', text: '任何人用公钥加密，只有此密钥能解密。适合收集来自外部的数据。' },
    sign: { name: '签名验签', text: '对消息签名，任何人可用公钥验证来源与完整性。' },
  },
  usage: {
    ENCRYPT_DECRYPT: { name: '对称加解密', text: '用同一密钥加密与解密。' },
    ASYMMETRIC_DECRYPT_RSA_2048: { name: '非对称解密 RSA-2048', text: '通用性最好，各种语言和工具都支持。' },
    ASYMMETRIC_DECRYPT_SM2: { name: '非对称解密 SM2', text: '国密算法，密文为 ASN.1 C1C3C2 格式。' },
    ASYMMETRIC_SIGN_VERIFY_RSA_2048: { name: '签名验签 RSA-2048', text: 'PSS 或 PKCS#1 填充，SHA-256。' },
    ASYMMETRIC_SIGN_VERIFY_SM2: { name: '签名验签 SM2', text: '国密算法 SM2DSA，SM3 摘要。' },
    ASYMMETRIC_SIGN_VERIFY_ECC: { name: '签名验签 ECC P-256', text: 'ECDSA，签名短、速度快。' },
    ASYMMETRIC_SIGN_VERIFY_ECDSA384: { name: '签名验签 ECC P-384', text: 'ECDSA，安全强度更高。' },
    ASYMMETRIC_DECRYPT_KYBER_AES: { name: '抗量子加密 ML-KEM', text: 'ML-KEM-1024 与 AES-256，抵御未来的量子计算。' },
    ASYMMETRIC_SIGN_VERIFY_DILITHIUM: { name: '抗量子签名 ML-DSA', text: 'ML-DSA-87，签名约 4.6 KB。' },
  },
  keys: {
    name: '密钥名称/ID', state: '状态', usage: '密钥用途', origin: '密钥来源', created: '创建时间', actions: '操作', details: '详情',
    create: '新建密钥', search: '搜索密钥名称或 ID', allStates: '全部状态', allUsages: '全部用途', allOrigins: '全部来源', filterTag: '按标签筛选',
    clearFilters: '清除筛选', noMatch: '没有符合条件的密钥', none: '还没有密钥', noneText: '新建一个用户密钥，即可在在线工具或代码中加密数据。',
    mayNotList: '没有查看密钥列表的权限', mayNotListText: '需要 kms:ListKeyDetail 权限。知道密钥 ID 时，可在代码中直接使用。',
    copyId: '复制 {{name}} 的 ID', toolFor: '在线工具：{{name}}', detailsOf: '详情：{{name}}',
    chosen: '已选 {{n}} 个', chooseNone: '取消选择', enableMany: '启用 {{n}} 个密钥', disableMany: '禁用 {{n}} 个密钥',
    enabledMany: '已启用 {{n}} 个密钥', disabledMany: '已禁用 {{n}} 个密钥', allOrNone: '要么全部成功，要么全部不变。',
  },
  create: {
    alias: '密钥名称', aliasRule: '1 到 60 个字符：字母、数字、“-”和“_”，以字母或数字开头，不能以 kms- 开头', description: '描述', descriptionLong: '描述最多 1024 字节',
    purpose: '密钥用途', algorithm: '算法', algorithmHint: '不指定时由地域决定，本地域为 {{name}}', regionDefault: '地域默认（{{name}}）',
    origin: '密钥来源', originKms: '由服务器生成密钥材料，可自动轮换。', originExternal: '导入自己的密钥材料（BYOK），需自行保管备份。',
    rotate: '自动轮换：定期生成新的密钥材料，旧密文仍可解密', postQuantum: '抗量子密钥只能用对应的抗量子接口，密文与签名比其他算法长。',
    submit: '创建', done: '密钥 {{name}} 已创建', noRotation: '密钥已创建，但没有开启轮换',
  },
  tags: {
    title: '标签', key: '标签键', value: '标签值', anyValue: '标签值（任意）', add: '添加标签', edit: '编辑标签', remove: '删除第 {{n}} 个标签', none: '没有标签',
  },
  key: {
    title: '密钥', id: '密钥 ID', alias: '密钥名称', description: '描述', standard: '合规标准', standardFIPS: '国际标准', standardSM: '国密标准',
    creator: '创建者', owner: '所属产品', validTo: '材料有效期', never: '永久有效', deletion: '删除时间', resource: '资源标识',
    window: '等待天数', windowRule: '7 到 30 天。期间可以取消，到期后彻底删除',
    deleteWarning: '删除后，用此密钥加密的数据将永远无法解密，任何人都无法恢复。',
    pendingDelete: '此密钥计划于 {{at}}（{{in}}）删除，现在不能使用。取消删除后恢复为“已禁用”。',
    pendingImport: '此密钥还没有密钥材料，请在“密钥材料”页导入后使用。', disabledNote: '此密钥已禁用，不能加密也不能解密。',
    archivedNote: '此密钥已归档，只能解密，不能加密。',
    enable: '启用', disable: '禁用', enableText: '启用后立即可以使用。', disableText: '禁用后立即不能加密、解密或签名，直到重新启用。',
    tab: { details: '基本信息', tool: '在线工具', rotation: '密钥轮换', import: '密钥材料', public: '公钥', events: '操作记录', code: '示例代码' },
    action: { EnableKey: '启用', DisableKey: '禁用', ScheduleKeyDeletion: '计划删除', CancelKeyDeletion: '取消删除', ArchiveKey: '归档', CancelKeyArchive: '取消归档' },
    ask: {
      EnableKey: '启用密钥 {{name}}？', DisableKey: '禁用密钥 {{name}}？', ScheduleKeyDeletion: '计划删除密钥 {{name}}？', CancelKeyDeletion: '取消删除密钥 {{name}}？',
      ArchiveKey: '归档密钥 {{name}}？', CancelKeyArchive: '取消归档密钥 {{name}}？',
    },
    effect: {
      EnableKey: '启用后立即可以使用。', DisableKey: '禁用后立即不能加密、解密或签名，直到重新启用。正在使用此密钥的应用会收到错误。',
      ScheduleKeyDeletion: '等待期内密钥不能使用，可随时取消；到期后密钥材料彻底销毁。', CancelKeyDeletion: '取消后密钥恢复为“已禁用”，需要时再启用。',
      ArchiveKey: '归档后不能再加密新数据，已有密文仍可解密。', CancelKeyArchive: '取消归档后可以重新加密数据。',
    },
    done: {
      EnableKey: '已启用 {{name}}', DisableKey: '已禁用 {{name}}', ScheduleKeyDeletion: '已计划删除 {{name}}', CancelKeyDeletion: '已取消删除 {{name}}',
      ArchiveKey: '已归档 {{name}}', CancelKeyArchive: '已取消归档 {{name}}',
    },
  },
  rotation: {
    title: '密钥轮换', text: '轮换为密钥生成新的版本：新数据用新版本加密，旧密文仍由原版本解密，密钥 ID 不变，应用无需修改。',
    state: '自动轮换', isOn: '已开启', isOff: '未开启', days: '轮换周期（天）', daysRule: '7 到 365 的整数', everyDays: '每 {{n}} 天', last: '上次轮换', next: '下次轮换',
    now: '立即轮换', on: '开启轮换', off: '关闭轮换', change: '修改周期',
    ask: { EnableKeyRotation: '自动轮换', DisableKeyRotation: '关闭自动轮换？', RotateKey: '立即轮换？' },
    effect: { EnableKeyRotation: '服务器按周期自动生成新版本。', DisableKeyRotation: '不再自动生成新版本，已有版本不受影响。', RotateKey: '立即生成新版本，24 小时内只能手动轮换一次。' },
    done: { EnableKeyRotation: '自动轮换已开启', DisableKeyRotation: '自动轮换已关闭', RotateKey: '已轮换' },
  },
  public: {
    title: '公钥', text: '公钥可以公开：任何人可用它加密数据或验证签名。', disabled: '启用密钥后才能查看公钥', disabledText: '公钥只在密钥处于“已启用”状态时提供。',
  },
  import: {
    title: '导入密钥材料', again: '重新导入', state: '密钥材料', material: '材料', present: '已导入', missing: '未导入', sameOnly: '只能重新导入与上次完全相同的材料，例如为了修改有效期。',
    step1: '获取参数', step2: '加密材料', step3: '上传', algorithm: '包装算法', algorithmHint: '推荐 RSAES_OAEP_SHA_256', prepare: '获取导入参数',
    download: '下载包装公钥，在 {{until}} 前完成导入。再次获取参数会使之前的失效。', token: '下载导入令牌（命令行导入时使用）',
    encrypt: '在下载公钥的目录中执行以下命令，生成 {{bytes}} 字节的材料并加密。已有材料时跳过第一行。', command: '加密材料的 openssl 命令',
    keep: '请妥善保管 material.bin：材料被删除或过期后，只有它能恢复密钥。', choose: '选择 material.enc', size: '加密后的材料应为 256 字节，此文件为 {{n}} 字节。',
    until: '材料有效期', untilHint: '留空为永久有效。到期后材料自动删除，密钥变为“待导入”。', untilRule: '须晚于现在，且不晚于 2038 年 1 月', submit: '导入', restart: '重新开始', done: '密钥材料已导入',
    notNow: '密钥启用或待导入时才能导入材料', erase: '删除材料', eraseAsk: '删除密钥材料？', eraseText: '删除后密钥变为“待导入”，密文无法解密，直到重新导入相同的材料。服务器不保留副本。',
  },
  context: {
    title: '加密上下文', encryptText: '随密文绑定的键值对，例如环境或用途。不是秘密；解密时必须提供相同的内容。', decryptText: '加密时提供了加密上下文的，须在此提供相同的内容。',
    form: '填写方式', pairs: '键值对', name: '键 {{n}}', value: '值 {{n}}', remove: '删除第 {{n}} 对', add: '添加键值对', long: '最多 1024 个字符', twice: '键不能重复',
  },
  tool: {
    intro: '适合单次或少量的加解密，例如首次生成口令的密文。明文只在本页显示，离开即清除。', key: '密钥', mode: '操作', noKeys: '没有可用的密钥', noKeysText: '在线工具需要一个已启用的密钥。',
    manyKeys: '只列出最新的 {{n}} 个密钥，其他密钥请从用户密钥列表进入。', byAddress: '请从密钥详情页进入在线工具。', mayNot: '没有使用此密钥的权限', mayNotText: '当前身份的策略不允许加密、解密或签名。',
    notEnabled: '此密钥不是“已启用”状态，服务器会拒绝操作。', plaintext: '明文', ciphertext: '密文', message: '消息', signature: '签名', encryptedFile: '加密文件', plainFile: '解密文件',
    form: '内容格式', forms: { text: '文本', base64: 'Base64' }, showText: '显示为文本', showBase64: '显示为 Base64',
    counter: '{{n}} / {{max}} 字节', bytes: '{{n}} 字节', noBase64: '不是有效的 Base64', noCiphertext: '这不是密文。请粘贴加密得到的完整文本，或选择保存的密文文件。', noSignature: '签名应为 Base64 文本或签名文件。',
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

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
export type Texts = Shape<typeof texts>

export default texts as Texts
