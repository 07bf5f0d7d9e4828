// 用户密钥的中文文案。
const texts = {
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
    create: '新建密钥', search: '搜索密钥名称或 ID', allStates: '全部状态', allUsages: '全部用途', allOrigins: '全部来源', filterTag: '按标签筛选', filterTagText: '密钥须带有下列全部标签；标签值留空表示任意值。', filteredTags: '标签：{{tags}}',
    clearFilters: '清除筛选', noMatch: '没有符合条件的密钥', none: '还没有密钥', noneText: '新建一个用户密钥，即可在在线工具或代码中加密数据。',
    mayNotList: '没有查看密钥列表的权限', mayNotListText: '需要 kms:ListKeyDetail 权限。知道密钥 ID 时，可在代码中直接使用。',
    copyId: '复制 {{name}} 的 ID', toolFor: '在线工具：{{name}}', detailsOf: '详情：{{name}}',
    chosen: '已选 {{n}} 个', chooseNone: '取消选择', enableMany: '启用 {{n}} 个密钥', disableMany: '禁用 {{n}} 个密钥',
    enabledMany: '已启用 {{n}} 个密钥', disabledMany: '已禁用 {{n}} 个密钥', allOrNone: '要么全部成功，要么全部不变。',
  },
  create: {
    alias: '密钥名称', aliasRule: '1 到 60 个字符：字母、数字、“-”和“_”，以字母或数字开头，不能以 kms- 开头', description: '描述', descriptionLong: '描述最多 1024 字节',
    purpose: '密钥用途', algorithm: '算法', regionDefault: '地域默认（{{name}}）', regionDefaultText: '由地域决定，与云上一致。', aesText: '国际标准，速度最快。', sm4Text: '国密标准，用于等保、密评等合规要求。',
    part: { name: '名称', usage: '用途与算法', material: '密钥材料' }, summary: '配置确认', noName: '请填写名称', tagsText: '标签用于分类、筛选和授权，例如按环境授权。',
    origin: '密钥来源', originKms: '由服务器生成密钥材料，可自动轮换。', originExternal: '导入自己的密钥材料（BYOK），需自行保管备份。',
    rotate: '自动轮换：定期生成新的密钥材料，旧密文仍可解密', postQuantum: '抗量子密钥只能用对应的抗量子接口，密文与签名比其他算法长。',
    mayNot: '没有创建密钥的权限', mayNotText: '需要 kms:CreateKey 权限。', submit: '创建', done: '密钥 {{name}} 已创建', noRotation: '密钥已创建，但没有开启轮换',
  },
  tags: {
    title: '标签', key: '标签键', value: '标签值', add: '添加标签', edit: '编辑标签', remove: '删除第 {{n}} 个标签', none: '没有标签', twice: '标签键不能重复',
  },
  key: {
    title: '密钥', mayNot: '没有查看此密钥的权限', mayNotText: '需要 kms:DescribeKey 权限。知道密钥 ID 时，仍可在代码中按所授权限使用它。', id: '密钥 ID', alias: '密钥名称', description: '描述', standard: '合规标准', standardFIPS: '国际标准', standardSM: '国密标准',
    creator: '创建者', owner: '所属产品', validTo: '材料有效期', never: '永久有效', deletion: '删除时间', resource: '资源标识',
    window: '等待天数', windowRule: '7 到 30 天。期间可以取消，到期后彻底删除',
    deleteWarning: '删除后，用此密钥加密的数据将永远无法解密，任何人都无法恢复。',
    pendingDelete: '此密钥计划于 {{at}}（{{in}}）删除，现在不能使用。取消删除后恢复为“已禁用”；没有密钥材料的则恢复为“待导入”。',
    pendingImport: '此密钥还没有密钥材料，请在“密钥材料”页导入后使用。', disabledNote: '此密钥已禁用，启用后才能使用。',
    archivedNote: '此密钥已归档，只能解密，不能加密。', archivedWhole: '此密钥已归档，取消归档后才能使用。',
    enable: '启用', disable: '禁用', enableText: '启用后立即可以使用。', disableText: '禁用后立即不能加密、解密或签名，直到重新启用。',
    tab: { details: '基本信息', tool: '在线工具', rotation: '轮换与版本', import: '密钥材料', public: '公钥', access: '谁可使用', events: '操作记录', code: '示例代码' },
    action: { EnableKey: '启用', DisableKey: '禁用', ScheduleKeyDeletion: '计划删除', CancelKeyDeletion: '取消删除', ArchiveKey: '归档', CancelKeyArchive: '取消归档' },
    ask: {
      EnableKey: '启用密钥 {{name}}？', DisableKey: '禁用密钥 {{name}}？', ScheduleKeyDeletion: '计划删除密钥 {{name}}？', CancelKeyDeletion: '取消删除密钥 {{name}}？',
      ArchiveKey: '归档密钥 {{name}}？', CancelKeyArchive: '取消归档密钥 {{name}}？',
    },
    effect: {
      EnableKey: '启用后立即可以使用。', DisableKey: '禁用后立即不能加密、解密或签名，直到重新启用。正在使用此密钥的应用会收到错误。',
      ScheduleKeyDeletion: '等待期内密钥不能使用，可随时取消；到期后密钥材料彻底销毁。', CancelKeyDeletion: '取消后密钥恢复为“已禁用”，需要时再启用；没有密钥材料的则恢复为“待导入”。',
      ArchiveKey: '归档后不能再加密新数据，已有密文可以解密。', ArchiveWhole: '此用途的密钥归档后完全不能使用，取消归档后恢复。', CancelKeyArchive: '取消归档后恢复全部功能。',
    },
    done: {
      EnableKey: '已启用 {{name}}', DisableKey: '已禁用 {{name}}', ScheduleKeyDeletion: '已计划删除 {{name}}', CancelKeyDeletion: '已取消删除 {{name}}',
      ArchiveKey: '已归档 {{name}}', CancelKeyArchive: '已取消归档 {{name}}',
    },
  },
  rotation: {
    title: '密钥轮换', text: '轮换为密钥生成新的版本：新数据用新版本加密，旧密文仍由原版本解密，密钥 ID 不变，应用无需修改。',
    state: '自动轮换', isOn: '已开启', isOff: '未开启', days: '轮换周期（天）', daysRule: '7 到 365 的整数', everyDays: '每 {{n}} 天', last: '上次轮换', next: '下次轮换', neverRotated: '从未轮换', textExternal: '外部密钥的轮换由新的密钥材料完成：点击“立即轮换”后导入新材料，即成为新的版本；在此之前继续使用旧版本。', textAsymmetric: '轮换生成新的密钥对：签名和公钥使用最新版本，验签与解密会尝试所有版本。新公钥需要分发给使用者，因此不会自动轮换。',
    version: '版本', versionN: '版本 {{n}}', uses: '使用次数', lastUse: '最近使用', versions: '在用的版本', versionsText: '自 {{since}} 起被使用过的版本，新的在前。', noUses: '还没有使用记录', confirm: { EnableKeyRotation: '开启', DisableKeyRotation: '关闭', RotateKey: '轮换' },
    now: '立即轮换', on: '开启轮换', off: '关闭轮换', change: '修改周期',
    ask: { EnableKeyRotation: '自动轮换', DisableKeyRotation: '关闭自动轮换？', RotateKey: '立即轮换？' },
    effect: { EnableKeyRotation: '密钥启用期间，服务器按周期自动生成新版本。', DisableKeyRotation: '不再自动生成新版本，已有版本不受影响。', RotateKey: '立即生成新版本，24 小时内只能手动轮换一次。', RotateExternal: '下一次导入的新材料将成为新的版本。在导入之前，密钥继续使用旧版本。' },
    done: { EnableKeyRotation: '自动轮换已开启', DisableKeyRotation: '自动轮换已关闭', RotateKey: '已轮换', RotateExternal: '请导入新的密钥材料' },
  },
  public: {
    title: '公钥', text: '公钥可以公开：任何人可用它加密数据或验证签名。', disabled: '启用密钥后才能查看公钥', disabledText: '公钥只在密钥处于“已启用”状态时提供。',
  },
  import: {
    title: '导入密钥材料', again: '重新导入', state: '密钥材料', material: '材料', present: '已导入', missing: '未导入', sameOnly: '重新导入须使用与上次完全相同的材料，例如为了修改有效期；要更换材料，请先在“轮换与版本”页点击“立即轮换”。',
    steps: '第 {{n}} 步，共 {{total}} 步：{{name}}', step1: '获取参数', step2: '加密材料', step3: '上传', algorithm: '包装算法', algorithmHint: '推荐 RSAES_OAEP_SHA_256', prepare: '获取导入参数',
    download: '下载包装公钥，在 {{until}} 前完成导入。再次获取参数会使之前的失效。', token: '导入令牌仅在用命令行导入时需要。',
    encrypt: '在下载公钥的目录中执行以下命令，生成 {{bytes}} 字节的材料并加密。已有材料时跳过第一行。', command: '加密材料的 openssl 命令',
    keep: '请妥善保管 material.bin：材料被删除或过期后，只有它能恢复密钥。', choose: '选择 material.enc', size: '加密后的材料应为 256 字节，此文件为 {{n}} 字节。',
    until: '材料有效期', untilHint: '留空为永久有效。到期后材料自动删除，密钥变为“待导入”。', untilRule: '须晚于现在，且不晚于 2038 年 1 月', submit: '导入', restart: '重新开始', done: '密钥材料已导入',
    notNow: '密钥启用或待导入时才能导入材料', erase: '删除材料', eraseAsk: '删除密钥材料？', eraseText: '删除后密钥变为“待导入”，密文无法解密，直到重新导入相同的材料。服务器不保留副本。',
  },
  lastUse: {
    none: '自 {{since}} 起没有使用记录。', last: '最近使用：{{at}}（{{in}}），{{user}} 从 {{source}} 调用 {{action}}。', refused: '因密钥状态被拒绝 {{n}} 次，最近一次：{{at}}（{{in}}），{{user}} 调用 {{action}}。',
    total: '自 {{since}} 起共使用 {{n}} 次。', versions: '其中{{versions}}。', version: '版本 {{version}} 使用 {{n}} 次', breaks: '以下调用者会受到影响：', user: '{{user}}：{{n}} 次，最近一次 {{in}}', more: '另有 {{n}} 个调用者',
    mayNot: '当前身份没有查看密钥使用记录的权限（cloudaudit:DescribeKeyUsage），无法判断谁还在使用此密钥。',
  },
  keyAccess: {
    title: '谁可以使用此密钥', text: '按当前策略计算：主账号、子用户和角色对此密钥可以执行的操作。', who: '身份', use: '使用', manage: '管理', everything: '全部', none: '没有', more: '继续查找',
    type: { root: '主账号', user: '子用户', role: '角色' }, note: '临时凭证（会话）可能另有更窄的策略；条件中的来源 IP 按未知计算。要了解某个身份的结果由哪条策略决定，请使用“访问管理 - 策略模拟”。',
  },
  events: { title: '操作记录', text: '最近 30 天与此密钥有关的操作，最新的在前。', all: '在审计中查看全部', none: '最近 30 天没有操作', which: '显示', usesAndChanges: '使用与变更', everything: '全部', failed: '失败', ok: '成功', action: '操作', user: '操作者', result: '结果', source: '来源', time: '时间' },
  code: {
    title: '示例代码', text: '已填入此密钥的 ID 与本服务器的地址，运行前设置环境变量 TENCENTCLOUD_SECRET_ID 与 TENCENTCLOUD_SECRET_KEY。', language: '语言', ca: '服务器使用自签名证书时，用 miyao ca 导出并信任其证书。',
  },
}

export default texts
